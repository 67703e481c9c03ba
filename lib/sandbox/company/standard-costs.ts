import { DEMO_MATERIALS } from "./items";

type Elements = { readonly material: string; readonly labour: string; readonly machine: string; readonly overhead: string; readonly total: string };

/** Frozen standard per base unit: material, labour, machine, overhead, total. `roll-up.test.ts` says what they must be after a change of the data. */
const STANDARDS: Readonly<Record<string, readonly [string, string, string, string, string]>> = {
  "SITE-A OAT-BASE": ["0.113345", "0.022754", "0.04091", "0.012063", "0.189072"],
  "SITE-A OAT-BARISTA-1L": ["0.3315", "0.152767", "0.248395", "0.067325", "0.799987"],
  "SITE-A OAT-CHOC-1L": ["0.402791", "0.136894", "0.240341", "0.063109", "0.843135"],
  "SITE-A OAT-VANILLA-1L": ["0.35451", "0.138075", "0.242464", "0.063735", "0.798784"],
  "SITE-A ALMOND-ORIG-1L": ["0.379064", "0.131041", "0.209333", "0.055807", "0.775245"],
  "SITE-A MILK-CHOC-1L": ["0.751423", "0.116112", "0.202977", "0.052092", "1.122604"],
  "SITE-B OAT-BASE": ["0.113345", "0.021588", "0.040794", "0.011992", "0.187719"],
  "SITE-B OAT-BARISTA-1L": ["0.3315", "0.115223", "0.212984", "0.056391", "0.716098"],
  "SITE-B OAT-CHOC-1L": ["0.402791", "0.114326", "0.21129", "0.055893", "0.7843"],
  "SITE-B OAT-VANILLA-1L": ["0.35451", "0.115447", "0.213407", "0.056515", "0.739879"],
  "SITE-B ALMOND-ORIG-1L": ["0.379064", "0.09461", "0.174032", "0.04494", "0.692646"],
  "SITE-B MILK-CHOC-1L": ["0.751423", "0.09461", "0.174032", "0.04494", "1.065005"],
};

/** The standard cost of an item at a site; a bought item has its standard price as material. */
export function demoStandardCost(site: string, item: string): Elements {
  const bought = DEMO_MATERIALS.find((candidate) => candidate.item === item);
  if (bought !== undefined) return { material: bought.standardPrice, labour: "0", machine: "0", overhead: "0", total: bought.standardPrice };
  const [material, labour, machine, overhead, total] = STANDARDS[`${site} ${item}`] ?? ["0", "0", "0", "0", "0"];
  return { material, labour, machine, overhead, total };
}
