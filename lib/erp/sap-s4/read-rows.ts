import { z } from "zod";
import type { Json, PollPage, Unreadable } from "@/lib/erp/port";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { Unmappable } from "./unmappable";

type Read = Pick<PollPage, "messages" | "unreadable">;

/** Maps each row on its own: one that does not fit is kept with its reason and does not stop the others (IN-07). */
export function readRows<Row>(rows: readonly Row[], says: InboundType, idOf: (row: Row) => string, map: (row: Row) => InboundMessage[]): Read {
  const messages: InboundMessage[] = [];
  const unreadable: Unreadable[] = [];
  for (const row of rows) {
    try {
      messages.push(...map(row));
    } catch (error) {
      unreadable.push({ id: `${says}:${idOf(row)}`, type: says, raw: jsonOf(row), reason: reasonOf(error) });
    }
  }
  return { messages, unreadable };
}

/** Why a record could not be read, for a person. What is no fault of the record is thrown on. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof Unmappable || error instanceof RangeError) return error.message;
  throw error;
}

// What was parsed from JSON, or decimals which write themselves as text; going through text says so to the checker.
export function jsonOf(row: unknown): Json {
  return JSON.parse(JSON.stringify(row)) as Json;
}
