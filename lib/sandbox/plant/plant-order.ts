import { z } from "zod";
import type { Machine } from "./machines";
import type { MachineOrder } from "./machine-model";

/** Topic on which tests and demos tell the plant what to do. */
export const PLANT_ORDER_TOPIC = "sandbox/plant/command";

/** Topic on which the plant hears, retained, at which machines somebody works: their codes. */
export const PLANT_LOADED_TOPIC = "sandbox/plant/loaded";

const Loaded = z.array(z.string());

const Order = z
  .object({ line: z.string().optional(), unit: z.string().optional() })
  .and(
    z.discriminatedUnion("action", [
      z.object({ action: z.literal("stop"), reason: z.string().min(1).max(40).default("BRK-MECH") }),
      z.object({ action: z.literal("restore") }),
      z.object({ action: z.literal("rate"), factor: z.number().min(0).max(1) }),
      z.object({ action: z.literal("calm"), calm: z.boolean().default(true) }),
      z.object({ action: z.literal("attend"), attend: z.boolean() }),
    ]),
  );

export type PlantOrder = { readonly order: MachineOrder; readonly concerns: (machine: Machine) => boolean };

/** Reads an order; null when it is none. Without line and unit it concerns every machine; a stopped line stops at its leading machine. */
export function readPlantOrder(payload: Uint8Array): PlantOrder | null {
  const parsed = Order.safeParse(jsonOf(payload));
  if (!parsed.success) return null;
  const { line, unit, ...order } = parsed.data;
  return {
    order,
    concerns: (machine) =>
      (unit === undefined || machine.code === unit) && (line === undefined || (machine.line === line && (order.action !== "stop" || machine.follows === null))),
  };
}

/** Reads the codes of the machines at which somebody works; null when it says nothing of the kind. */
export function readLoaded(payload: Uint8Array): ReadonlySet<string> | null {
  const parsed = Loaded.safeParse(jsonOf(payload));
  return parsed.success ? new Set(parsed.data) : null;
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
