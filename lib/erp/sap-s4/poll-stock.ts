import type { PollPage } from "@/lib/erp/port";
import { Stock } from "./api-types";
import { lotKey } from "./from-batch";
import { Batch } from "./master-types";
import type { SapCalls } from "./client";
import { literal } from "./edm";
import { chunks, oneOf, type PlantData } from "./plant-data";
import type { PollCursor } from "./poll-cursor";
import { batchMapping } from "./poll-kinds";
import { readRows } from "./read-rows";

/**
 * Lots whose stock has changed since it was last told: a movement changes stock without a stamp anywhere. All stock with batches is read, and only what
 * differs from the cursor is looked up; lots that were told with stock and have none left are told as empty.
 */
export async function pollStock(calls: SapCalls, cursor: PollCursor, data: PlantData): Promise<Pick<PollPage, "messages" | "unreadable">> {
  const rows = await calls.all("stock", "/A_MatlStkInAcctMod", { $filter: `Plant eq ${literal(data.settings.plant)} and Batch ne ''` }, Stock);
  const there = new Set(rows.map((row) => lotKey(row.Material, row.Batch)));
  const known = Object.keys(cursor.unstamped).filter((key) => key.startsWith("lot/"));
  const batches = [...new Set([...there, ...known].map((key) => key.slice(key.lastIndexOf("/") + 1)))];
  const wanted = new Set([...there, ...known]);
  const page: { messages: PollPage["messages"][number][]; unreadable: PollPage["unreadable"][number][] } = { messages: [], unreadable: [] };
  for (const part of chunks(batches)) {
    const filter = `${oneOf("Batch", part)} and (BatchIdentifyingPlant eq ${literal(data.settings.plant)} or BatchIdentifyingPlant eq '')`;
    const found = (await calls.all("batches", "/Batch", { $filter: filter }, Batch)).filter((row) => wanted.has(lotKey(row.Material, row.Batch)));
    const map = await batchMapping(calls, found, data);
    const read = readRows(found, "erp.lot.v1", (row) => [row.Material, row.Batch].join("/"), map);
    page.messages.push(...read.messages);
    page.unreadable.push(...read.unreadable);
  }
  return page;
}
