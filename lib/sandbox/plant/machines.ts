import { SIMULATED_AREA, SIMULATED_SITE, simulatedLine } from "@/lib/sandbox/company/simulated-site";
import { DEMO_SITES } from "@/lib/sandbox/company/sites";

/** A process value of a machine: where it lies when all is well, how much it scatters, and how far it strays when it does. */
export type ParameterModel = { readonly name: string; readonly uom: string; readonly centre: number; readonly scatter: number; readonly stray: number };

export type MachineKind = "MIXER" | "PASTEURISER" | "FILLER" | "CAPPER" | "PACKER";

/** A machine of the demo company as its controller knows itself. */
export type Machine = {
  readonly site: string;
  readonly line: string;
  readonly code: string;
  readonly kind: MachineKind;
  /** Topic up to the unit. */
  readonly address: string;
  readonly unitsPerHour: number;
  readonly parameters: readonly ParameterModel[];
  /** Code of the machine that it only follows: a capper does what its filler does. */
  readonly follows: string | null;
  readonly protocol: "PLAIN_JSON" | "SPARKPLUG";
};

const PARAMETERS: Readonly<Record<MachineKind, readonly ParameterModel[]>> = {
  MIXER: [{ name: "mix-temp", uom: "CEL", centre: 45, scatter: 1.5, stray: 30 }],
  PASTEURISER: [{ name: "past-temp", uom: "CEL", centre: 140, scatter: 0.4, stray: -6 }],
  FILLER: [
    { name: "fill-temp", uom: "CEL", centre: 21, scatter: 0.5, stray: 6 },
    { name: "pressure", uom: "BAR", centre: 2.1, scatter: 0.06, stray: 0.7 },
  ],
  CAPPER: [{ name: "cap-torque", uom: "NCM", centre: 160, scatter: 3, stray: -32 }],
  PACKER: [{ name: "glue-temp", uom: "CEL", centre: 165, scatter: 2, stray: -20 }],
};

/** Units an hour when nothing stops the machine: litres of base, cartons of drink. */
const RATES: Readonly<Record<string, number>> = {
  "MIX-1": 5000,
  "MIX-2": 5000,
  "MIX-7": 4000,
  "PAST-1": 3125,
  "PAST-2": 3125,
  "PAST-7": 3125,
  L1: 1000,
  L2: 800,
  L7: 1250,
  P1: 1250,
  P2: 1250,
  P7: 1250,
};

const SPARKPLUG_LINES: ReadonlySet<string> = new Set(["PAST-1"]);

function isKind(text: string): text is MachineKind {
  return text in PARAMETERS;
}

/** Every machine of the demo company. */
export function demoMachines(): Machine[] {
  return DEMO_SITES.flatMap(({ site, areas }) =>
    areas.flatMap(({ area, workCentres }) =>
      workCentres.flatMap(({ workCentre, units }) =>
        units.map(({ workUnit }): Machine => {
          const kind = workUnit.slice(workCentre.length + 1);
          if (!isKind(kind)) throw new Error(`The simulator knows no machine of the kind ${kind}`);
          return {
            site,
            line: workCentre,
            code: workUnit,
            kind,
            address: [site, area, workCentre, kind].join("/").toLowerCase(),
            unitsPerHour: RATES[workCentre] ?? 1000,
            parameters: PARAMETERS[kind],
            follows: kind === "CAPPER" ? `${workCentre}.FILLER` : null,
            protocol: SPARKPLUG_LINES.has(workCentre) ? "SPARKPLUG" : "PLAIN_JSON",
          };
        }),
      ),
    ),
  );
}

/** A machine of a run of any size: line `S001` has a filler. Its Sparkplug node bears the name of its line. */
export function simulatedMachine(index: number, protocol: Machine["protocol"]): Machine {
  const line = simulatedLine(index);
  return {
    site: SIMULATED_SITE,
    line,
    code: `${line}.FILLER`,
    kind: "FILLER",
    address: protocol === "SPARKPLUG" ? `${SIMULATED_SITE}/${line}` : [SIMULATED_SITE, SIMULATED_AREA, line, "FILLER"].join("/").toLowerCase(),
    unitsPerHour: RATES["L7"] ?? 1000,
    parameters: PARAMETERS.FILLER,
    follows: null,
    protocol,
  };
}
