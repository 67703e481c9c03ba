import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { uom } from "@/db/schema/reference";

/** Name, symbol and decimals of common units of UN/ECE Recommendation 20. */
const REC_20: Readonly<Record<string, readonly [name: string, symbol: string, decimals: number]>> = {
  EA: ["Each", "pcs", 0],
  C62: ["One", "pcs", 0],
  H87: ["Piece", "pcs", 0],
  PCE: ["Piece", "pcs", 0],
  PR: ["Pair", "pr", 0],
  SET: ["Set", "set", 0],
  CT: ["Carton", "ctn", 0],
  CS: ["Case", "case", 0],
  XPX: ["Pallet", "pal", 0],
  MGM: ["Milligram", "mg", 3],
  GRM: ["Gram", "g", 3],
  KGM: ["Kilogram", "kg", 3],
  TNE: ["Tonne", "t", 6],
  MLT: ["Millilitre", "ml", 3],
  LTR: ["Litre", "l", 3],
  HLT: ["Hectolitre", "hl", 3],
  MTQ: ["Cubic metre", "m³", 6],
  MMT: ["Millimetre", "mm", 3],
  CMT: ["Centimetre", "cm", 3],
  MTR: ["Metre", "m", 3],
  MTK: ["Square metre", "m²", 3],
  SEC: ["Second", "s", 3],
  MIN: ["Minute", "min", 3],
  HUR: ["Hour", "h", 6],
  DAY: ["Day", "d", 3],
  KWH: ["Kilowatt hour", "kWh", 3],
  CEL: ["Degree Celsius", "°C", 3],
  BAR: ["Bar", "bar", 3],
  P1: ["Percent", "%", 3],
};
/** Codes of the units that are known by name. */
export const commonUnits: readonly string[] = Object.keys(REC_20);

/** A unit that the table does not know keeps its code as its name. */
const UNKNOWN_DECIMALS = 6;

/** Makes sure that a unit exists. `decimals`, where the ERP names them, count for a unit that the table does not know. */
export async function ensureUom(tx: Tx, code: string, decimals?: number): Promise<void> {
  const [name, symbol, usual] = REC_20[code] ?? [code, code, decimals ?? UNKNOWN_DECIMALS];
  await tx.insert(uom).values({ code, name, symbol, decimals: usual }).onConflictDoNothing();
}

/** Whether there is such a unit. */
export async function isUom(tx: Tx, code: string): Promise<boolean> {
  return (await tx.select({ code: uom.code }).from(uom).where(eq(uom.code, code))).length > 0;
}

/** Decimals of a unit, made when it is new. */
export async function decimalsOfUom(tx: Tx, code: string): Promise<number> {
  await ensureUom(tx, code);
  const [row] = await tx.select({ decimals: uom.decimals }).from(uom).where(eq(uom.code, code));
  return row?.decimals ?? UNKNOWN_DECIMALS;
}
