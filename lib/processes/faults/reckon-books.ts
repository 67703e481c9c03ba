import { asc } from "drizzle-orm";
import { outboxMessage } from "@/db/schema/integration";
import type { TestDatabase } from "@/db/testing/database";
import { OutboundMessage } from "@/lib/messages/outbound";
import type { Reckoning } from "./reckoning";
import type { StormErp } from "./storm-erp";

/** A message as the outbox holds it. */
export type Told = { readonly message: OutboundMessage; readonly lane: string };

/** Everything that the outbox holds, in the order of its lanes. */
export async function toldTo({ db }: TestDatabase): Promise<readonly Told[]> {
  const rows = await db
    .select({ payload: outboxMessage.payload, lane: outboxMessage.laneKey })
    .from(outboxMessage)
    .orderBy(asc(outboxMessage.laneKey), asc(outboxMessage.sequence));
  return rows.map(({ payload, lane }) => ({ message: OutboundMessage.parse(payload), lane }));
}

/**
 * Compares what an ERP was told with its own books: every document of every message once, those of a lane in its order, nothing that nobody said, and
 * nothing of what was taken back where the ERP forgets that.
 */
export function reckonBooks(told: readonly Told[], books: readonly string[], { documentsOf, forgets }: Pick<StormErp, "documentsOf" | "forgets">): Reckoning {
  const places = new Map<string, number[]>();
  for (const [at, key] of books.entries()) places.set(key, [...(places.get(key) ?? []), at]);
  const takenBack = new Set(told.flatMap(({ message }) => (forgets && message.type === "mes.entry.reversed.v1" ? [message.data.reversed.id] : [])));
  const lost: string[] = [];
  const doubled: string[] = [];
  const outOfOrder: string[] = [];
  const last = new Map<string, number>();
  for (const { message, lane } of told) {
    const name = `${message.type} ${message.sequence} of ${lane}`;
    for (const [index, keys] of documentsOf(message).entries()) {
      const there = keys.flatMap((key) => places.get(key) ?? []).toSorted((a, b) => a - b);
      for (const key of keys) places.delete(key);
      const wanted = takenBack.has(message.id) ? 0 : 1;
      if (there.length < wanted) lost.push(name);
      if (there.length > wanted && wanted === 0) lost.push(`what takes back ${name}`);
      if (wanted === 1) doubled.push(...there.slice(1).map(() => name));
      const [at] = there;
      if (index > 0 || at === undefined) continue;
      if (at < (last.get(lane) ?? -1)) outOfOrder.push(name);
      last.set(lane, at);
    }
  }
  doubled.push(...[...places].flatMap(([key, at]) => at.map(() => `${key}, which nobody said`)));
  const off = [...lost.map((name) => `lost: ${name}`), ...doubled.map((name) => `doubled: ${name}`), ...outOfOrder.map((name) => `out of order: ${name}`)];
  return { lost: lost.length, doubled: doubled.length, outOfOrder: outOfOrder.length, ...(off.length === 0 ? {} : { detail: off.slice(0, 12).join("; ") }) };
}
