import type { LotData } from "@/lib/messages/erp-lot.v1";
import { hoursAfter } from "./hours-after";
import { DEMO_MATERIALS } from "./items";
import { seededRandom } from "./random";
import type { DemoSite } from "./sites";

type Stock = {
  readonly item: string;
  readonly lot: string;
  readonly qty: string;
  /** Days before the start at which it came, days after it at which it expires; null never. */
  readonly receivedD: number;
  readonly expiresD: number | null;
  readonly held?: string;
};

const stock = (item: string, lot: string, qty: string, receivedD: number, expiresD: number | null, held?: string): Stock => ({ item, lot, qty, receivedD, expiresD, held });

/** Bought stock of each site at the start of the demo. One lot is on hold, one has expired, two expire within two days. */
const BOUGHT: Readonly<Record<string, readonly Stock[]>> = {
  "SITE-A": [
    stock("RM-OAT", "OAT-2611", "1850.5", 40, 61, undefined),
    stock("RM-OAT", "OAT-2614", "6000", 12, 192),
    stock("RM-ALMOND", "ALM-1187", "142.25", 120, 1),
    stock("RM-ALMOND", "ALM-1203", "600", 20, 160),
    stock("RM-COCOA", "COC-0418", "250", 60, 480),
    stock("RM-COCOA", "COC-0420", "400", 5, 535, "Moisture result outstanding"),
    stock("RM-SUGAR", "SUG-7702", "2400", 30, 690),
    stock("RM-VANILLA", "VAN-0093", "18.4", 90, 275),
    stock("RM-OIL", "OIL-5521", "410", 70, 230),
    stock("RM-OIL", "OIL-5530", "900", 8, 292),
    stock("RM-CALCIUM", "CAL-3310", "260", 100, 800),
    stock("RM-SALT", "SAL-0871", "180", 200, null),
    stock("RM-ENZYME", "ENZ-0245", "3.1", 119, -1),
    stock("RM-ENZYME", "ENZ-0251", "16", 25, 95),
    stock("RM-MILK", "MLK-1-0611", "5200", 1, 2),
    stock("RM-WATER", "WAT-A-01", "250000", 30, null),
    stock("PK-CARTON-1L", "CRT-9034", "18000", 45, 495),
    stock("PK-CARTON-1L", "CRT-9041", "42000", 10, 530),
    stock("PK-LID", "LID-7731", "8400", 60, 660),
    stock("PK-LID", "LID-7732", "30000", 14, 706),
    stock("PK-LID-N", "LDN-0310", "12000", 50, 670),
    stock("PK-CASE", "CAS-2207", "7500", 20, null),
  ],
  "SITE-B": [
    stock("RM-OAT", "OAT-2612", "7200", 18, 180),
    stock("RM-ALMOND", "ALM-1199", "310", 60, 120),
    stock("RM-COCOA", "COC-0417", "260", 80, 460),
    stock("RM-SUGAR", "SUG-7698", "1500", 45, 675),
    stock("RM-VANILLA", "VAN-0095", "12", 30, 335),
    stock("RM-OIL", "OIL-5526", "1250", 22, 278),
    stock("RM-CALCIUM", "CAL-3308", "190", 140, 760),
    stock("RM-SALT", "SAL-0869", "150", 220, null),
    stock("RM-ENZYME", "ENZ-0249", "14", 40, 80),
    stock("RM-WATER", "WAT-B-01", "250000", 30, null),
    stock("PK-CARTON-1L", "CRT-9038", "52000", 25, 515),
    stock("PK-LID", "LID-7728", "48000", 33, 687),
    stock("PK-CASE", "CAS-2204", "5200", 30, null),
  ],
};

/** Made stock: base in the tanks to start the first drinks from, and finished drinks that commitments can already be served from. */
const MADE: Readonly<Record<string, readonly Stock[]>> = {
  "SITE-A": [
    stock("OAT-BASE", "L-4711-0074", "5200", 1, 2),
    stock("OAT-BASE", "L-4711-0077", "6400", 0.25, 2.75),
    stock("OAT-BARISTA-1L", "L-4711-0071", "1200", 3, 267),
    stock("OAT-CHOC-1L", "L-4711-0072", "1900", 3, 267),
    stock("ALMOND-ORIG-1L", "L-4711-0075", "900", 2, 238),
  ],
  "SITE-B": [stock("OAT-BASE", "L-4712-0026", "9800", 0.5, 2.5), stock("OAT-BARISTA-1L", "L-4712-0024", "2400", 4, 266)],
};

/**
 * The lots of a site. Bought ones were paid within 3 % of the standard price, by the seed; made ones stand at the frozen
 * standard that `standardOf` names.
 */
export function demoLots(site: DemoSite, start: Date, seed: number, standardOf: (item: string) => string): LotData[] {
  const random = seededRandom(seed + site.site.charCodeAt(site.site.length - 1));
  const bought = (BOUGHT[site.site] ?? []).map((each) => lotOf(site, start, each, "PURCHASED", paid(each.item, random())));
  const made = (MADE[site.site] ?? []).map((each) => lotOf(site, start, each, "PRODUCED", standardOf(each.item)));
  return [...bought, ...made];
}

function lotOf(site: DemoSite, start: Date, each: Stock, origin: LotData["origin"], unitCost: string): LotData {
  const material = DEMO_MATERIALS.find((candidate) => candidate.item === each.item);
  const came = hoursAfter(start, -24 * each.receivedD);
  return {
    site: site.site,
    item: each.item,
    lot: each.lot,
    erpVersion: 1,
    origin,
    supplierLot: origin === "PURCHASED" ? `S${each.lot.replace(/\D/g, "")}` : null,
    receivedAt: origin === "PURCHASED" ? came : null,
    madeAt: origin === "PRODUCED" ? came : null,
    expiresAt: each.expiresD === null ? null : hoursAfter(start, 24 * each.expiresD),
    unitCost,
    currency: site.currency,
    qualityStatus: each.held === undefined ? "RELEASED" : "ON_HOLD",
    statusReason: each.held ?? null,
    uom: material?.baseUom ?? (each.item === "OAT-BASE" ? "LTR" : "EA"),
    stock: [{ location: locationOf(site, each.item, material?.kind ?? null), qty: each.qty }],
  };
}

function locationOf(site: DemoSite, item: string, kind: string | null): string {
  if (item === "OAT-BASE" || item === "RM-MILK") return site.locations.tank;
  if (kind === "RAW") return site.locations.raw;
  return kind === "PACKAGING" ? site.locations.pack : site.locations.finished;
}

/** The standard price within ±3 %, in millionths, exactly. */
function paid(item: string, chance: number): string {
  const price = DEMO_MATERIALS.find((candidate) => candidate.item === item)?.standardPrice ?? "0";
  const [whole = "0", fraction = ""] = price.split(".");
  const millionths = BigInt(whole + fraction.padEnd(6, "0"));
  const perMille = BigInt(970 + Math.floor(chance * 61));
  const value = (millionths * perMille) / 1000n;
  return `${value / 1_000_000n}.${(value % 1_000_000n).toString().padStart(6, "0")}`.replace(/\.?0+$/, "");
}
