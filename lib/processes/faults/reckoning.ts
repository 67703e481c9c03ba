import { z } from "zod";
import type { Sql } from "@/db/client";
import type { Told } from "./machines";
import type { Confirmed } from "./tablets";

/** Facts that are missing, that are there more than once, and that stand behind one that came after them. */
export type Reckoning = {
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  /** What exactly is off, for a failure's message. */ readonly detail?: string;
};

/** The line that a fault test prints. */
export function inWords(what: string, { lost, doubled, outOfOrder }: Reckoning): string {
  return `${what}: lost ${lost}, doubled ${doubled}, out of order ${outOfOrder}`;
}

/** Compares what tablets were told is recorded with the event log and with the operations' totals, units of good beyond `primed` included. */
export async function reckonCommands(sql: Sql, confirmed: readonly Confirmed[]): Promise<Reckoning> {
  const logged = await sql<{ commandId: string; times: number }[]>`
    select command_id as "commandId", count(*)::int as times from eventlog.event where type = 'production.confirmed' and command_id = any(${confirmed.map(({ commandId }) => commandId)}::uuid[]) group by 1`;
  const times = new Map(logged.map((row) => [row.commandId, row.times]));
  const totals = await sql<{ operationId: string; good: number; scrap: number }[]>`
    select e.operation_id as "operationId", sum(e.good)::float8 as good, sum(e.scrap)::float8 as scrap from execution.production_entry e
    where e.id in (select (v.payload->>'entryId')::uuid from eventlog.event v where v.command_id = any(${confirmed.map(({ commandId }) => commandId)}::uuid[]) and v.type = 'production.confirmed') group by 1`;
  const wanted = new Map<string, number>();
  for (const one of confirmed) wanted.set(one.operationId, (wanted.get(one.operationId) ?? 0) + one.good + one.scrap);
  const found = new Map(totals.map((row) => [row.operationId, row.good + row.scrap]));
  const off = [...wanted].map(([operationId, units]) => (found.get(operationId) ?? 0) - units);
  return {
    lost: confirmed.filter(({ commandId }) => !times.has(commandId)).length + off.filter((units) => units < 0).length,
    doubled: logged.filter((row) => row.times > 1).length + off.filter((units) => units > 0).length,
    outOfOrder: 0,
  };
}

/** Compares what machines said with the raw rows, with the rollups that they fed, and with what was counted on their operation. Pieces and samples alike. */
export async function reckonMachines(sql: Sql, told: readonly Told[]): Promise<Reckoning> {
  const rows = await sql<{ address: string; samples: number; sum: number; rolled: number; rolledSum: number }[]>`
    select t.address, (select count(*) from telemetry.sample s where s.tag_id = t.id)::int as samples, (select coalesce(sum(s.value), 0) from telemetry.sample s where s.tag_id = t.id)::float8 as sum,
      (select coalesce(sum(r.count), 0) from telemetry.rollup_minute r where r.tag_id = t.id)::int as rolled, (select coalesce(sum(r.sum), 0) from telemetry.rollup_minute r where r.tag_id = t.id)::float8 as "rolledSum"
    from telemetry.tag t where t.kind = 'PARAMETER'`;
  const counts = await sql<{ address: string; readings: number; counted: number; operationId: string | null; backwards: number }[]>`
    select t.address, count(c.*)::int as readings, coalesce(sum(c.delta), 0)::int as counted, min(c.operation_id::text) as "operationId",
      (select count(*) from (select value < lag(value) over (order by at, seq) as back from telemetry.counter_reading x where x.tag_id = t.id) w where back)::int as backwards
    from telemetry.tag t left join telemetry.counter_reading c on c.tag_id = t.id where t.kind = 'COUNTER' group by t.id, t.address`;
  const sampled = new Map(rows.map((row) => [row.address, row]));
  const counted = new Map(counts.map((row) => [row.address, row]));
  const off = told.flatMap((one) => {
    const sample = sampled.get(one.address);
    const count = counted.get(one.address);
    const pieces = count?.operationId === one.operationId ? count.counted : 0;
    const differences = {
      samples: (sample?.samples ?? 0) - one.samples,
      sum: (sample?.sum ?? 0) - one.sum,
      rolled: (sample?.rolled ?? 0) - one.samples,
      rolledSum: (sample?.rolledSum ?? 0) - one.sum,
      readings: (count?.readings ?? 0) - one.counts,
      pieces: pieces - one.counted,
    };
    return Object.entries(differences).flatMap(([what, units]) => (units === 0 ? [] : [{ what, units, address: one.address }]));
  });
  return {
    lost: off.filter(({ units }) => units < 0).reduce((sum, { units }) => sum - units, 0),
    doubled: off.filter(({ units }) => units > 0).reduce((sum, { units }) => sum + units, 0),
    outOfOrder: counts.reduce((sum, row) => sum + row.backwards, 0),
    ...(off.length === 0 ? {} : { detail: off.map(({ what, units, address }) => `${address} ${what} ${units}`).join("; ") }),
  };
}

const Posting = z.object({
  message: z.object({
    id: z.string(),
    type: z.string(),
    subject: z.string(),
    sequence: z.number(),
    data: z.object({ confirmationId: z.string().optional(), receiptId: z.string().optional() }),
  }),
});
/** What the sandbox ERP booked, in the order of booking. */
export const Postings = z.array(Posting);

/** Compares what was told to the ERP with what it booked: every message once, one document per entry, in the order in which it happened within an order. */
export async function reckonErp(sql: Sql, postings: z.infer<typeof Postings>): Promise<Reckoning> {
  const outbox = await sql<{ id: string; lane: string; sequence: number; position: number | null }[]>`
    select m.id, m.lane_key as lane, m.sequence, e.position::float8 as position from integration.outbox_message m left join eventlog.event e on e.id = m.event_id`;
  const known = new Map(outbox.map((row) => [row.id, row]));
  const booked = new Map<string, number>();
  const facts = new Map<string, number>();
  const last = new Map<string, { sequence: number; position: number }>();
  // An acknowledgement answers a message of the ERP's own; no fact of the floor stands behind it.
  let outOfOrder = 0;
  for (const { message } of postings) {
    booked.set(message.id, (booked.get(message.id) ?? 0) + 1);
    const fact = message.data.confirmationId ?? message.data.receiptId;
    if (fact !== undefined) facts.set(fact, (facts.get(fact) ?? 0) + 1);
    const row = known.get(message.id);
    if (row === undefined) continue;
    const before = last.get(row.lane);
    const position = row.position ?? before?.position ?? 0;
    if (before !== undefined && (row.sequence !== before.sequence + 1 || position < before.position)) outOfOrder += 1;
    last.set(row.lane, { sequence: row.sequence, position });
  }
  const entries = await sql<{ id: string }[]>`select id from execution.production_entry`;
  return {
    lost: outbox.filter(({ id }) => !booked.has(id)).length + entries.filter(({ id }) => !facts.has(id)).length,
    doubled: [...booked.values(), ...facts.values()].filter((times) => times > 1).length + postings.filter(({ message }) => !known.has(message.id)).length,
    outOfOrder,
  };
}
