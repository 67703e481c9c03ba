import { z } from "zod";
import type { Machine } from "./machines";
import type { MachineOrder } from "./machine-model";

/** Topic on which tests and demos tell the plant what to do. */
export const PLANT_ORDER_TOPIC = "sandbox/plant/command";

const Order = z
  .object({ line: z.string().optional(), unit: z.string().optional() })
  .and(
    z.discriminatedUnion("action", [
      z.object({ action: z.literal("stop"), reason: z.string().min(1).max(40).default("BRK-MECH") }),
      z.object({ action: z.literal("restore") }),
      z.object({ action: z.literal("rate"), factor: z.number().min(0).max(1) }),
      z.object({ action: z.literal("calm"), calm: z.boolean().default(true) }),
    ]),
  );

export type PlantOrder = { readonly order: MachineOrder; readonly concerns: (machine: Machine) => boolean };

/** Reads an order; null when it is none. Without line and unit it concerns every machine; a stopped line stops at its leading machine. */
export function readPlantOrder(payload: Uint8Array): PlantOrder | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const parsed = Order.safeParse(value);
  if (!parsed.success) return null;
  const { line, unit, ...order } = parsed.data;
  return {
    order,
    concerns: (machine) =>
      (unit === undefined || machine.code === unit) && (line === undefined || (machine.line === line && (order.action !== "stop" || machine.follows === null))),
  };
}
