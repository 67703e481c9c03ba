import { once } from "node:events";
import type { Sql } from "@/db/client";

const SIGNATURE = Buffer.from("PGCOPY\n\u00ff\r\n\0", "latin1");
const POSTGRES_EPOCH_MS = 946_684_800_000;

/** A row as small as a sample can be. */
export type PlainRow = { readonly atMs: number; readonly equipment: number; readonly tag: number; readonly value: number };

/** Encodes rows in PostgreSQL's binary COPY format: (at timestamptz, equipment int4, tag int4, value float8). */
export function encodePlain(rows: readonly PlainRow[]): Buffer {
  const buffer = Buffer.alloc(SIGNATURE.length + 8 + rows.length * 42 + 2);
  let at = SIGNATURE.copy(buffer) + 8;
  for (const row of rows) {
    at = buffer.writeInt16BE(4, at);
    at = buffer.writeInt32BE(8, at);
    at = buffer.writeBigInt64BE(BigInt(row.atMs - POSTGRES_EPOCH_MS) * 1000n, at);
    at = buffer.writeInt32BE(4, at);
    at = buffer.writeInt32BE(row.equipment, at);
    at = buffer.writeInt32BE(4, at);
    at = buffer.writeInt32BE(row.tag, at);
    at = buffer.writeInt32BE(8, at);
    at = buffer.writeDoubleBE(row.value, at);
  }
  at = buffer.writeInt16BE(-1, at);
  return buffer.subarray(0, at);
}

/** Rows a second that binary COPY brings into a plain table, each batch committed by itself. */
export async function copyRate(sql: Sql, batches: readonly (readonly PlainRow[])[]): Promise<number> {
  await sql`drop table if exists public.plain_sample`;
  await sql`create table public.plain_sample (at timestamptz, equipment int4, tag int4, value float8)`;
  const encoded = batches.map(encodePlain);
  const since = performance.now();
  for (const batch of encoded) {
    const stream = await sql`copy public.plain_sample from stdin (format binary)`.writable();
    const written = once(stream, "finish");
    stream.end(batch);
    await written;
  }
  return (batches.flat().length * 1000) / (performance.now() - since);
}
