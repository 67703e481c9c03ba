import { z } from "zod";
import type { PollPage, Unreadable } from "@/lib/erp/port";
import { takeSnapshot } from "@/lib/erp/stock-snapshot";
import type { Words } from "@/lib/erp/words";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { OdooClient } from "./client";
import { OdooError } from "./failure";
import { loadPlantData, type PlantData, Unmappable } from "./plant-data";
import { advanced, askFrom, finished, passedOver, type PollCursor, readCursor } from "./poll-cursor";
import { type Found, rowType, type Stream, STREAMS } from "./poll-streams";
import { readStock } from "./read-back";
import { ALSO_ARCHIVED, type Domain, findSome, PAGE } from "./records";
import { type OdooSettings, snapshotMinutes } from "./settings";
import { toOdooTime } from "./values";

/** Odoo shows stamps in whole seconds: what was written within the last of them may be written again under the same stamp. */
const SETTLE_SECONDS = 1;

/**
 * One poll: goes on where the cursor stands, until some `limit` messages are gathered or the round over all streams is complete.
 * Pages go by id and not by stamp: a record that changes meanwhile would move behind the page, and another one slip past it.
 */
export async function poll(client: OdooClient, settings: OdooSettings, words: Words, cursorText: string | null, limit: number): Promise<PollPage> {
  const data = await loadPlantData(client, settings, words);
  const now = Math.floor(client.clock().getTime() / 1000);
  const settled = now - SETTLE_SECONDS;
  const start = readCursor(cursorText);
  const begun = start.begun ?? now;
  let cursor: PollCursor = { ...start, begun };
  const size = Math.min(PAGE, Math.max(1, limit));
  const messages = new Map<string, InboundMessage>();
  const unreadable = new Map<string, Unreadable>();
  for (;;) {
    const stream = STREAMS[cursor.phase % STREAMS.length];
    if (stream === undefined) return page(cursor, false);
    if (stream.wanted?.(settings) === false) cursor = passedOver(cursor, STREAMS.length);
    else await readRows(stream);
    const complete = cursor.phase === 0 && cursor.lastId === 0;
    // Behind the lots that it counts.
    if (complete) await countStock();
    if (complete || messages.size + unreadable.size >= limit) return page(cursor, !complete);
  }

  async function readRows(stream: Stream): Promise<void> {
    const asked = askFrom(cursor.marks[stream.name], now, settings.overlapSeconds);
    // What was there when the first round began is read in it, or left out on purpose: later rounds ask for what came since.
    const from = asked ?? begun - settings.overlapSeconds;
    const first = asked === null ? stream.first : null;
    const rows = await findSome(
      client,
      rowType(stream),
      domainOf(
        stream,
        from,
        first,
        [
          ["write_date", "<", stampOf(settled + 1)],
          ["id", ">", cursor.lastId],
        ],
        data,
      ),
      size,
      ALSO_ARCHIVED,
    );
    const owners = [...new Set(rows.flatMap((row) => row.owner ?? []))];
    for (const found of owners.length === 0 ? [] : await stream.load(client, owners, data)) {
      // What is still within its second comes with the next poll: its own stamp brings it.
      if (found.version <= settled) read(stream, found);
    }
    cursor = advanced(cursor, rows.at(-1)?.id ?? cursor.lastId, Math.max(0, ...rows.map((row) => row.stamp)));
    if (rows.length < size) cursor = finished(cursor, stream.name, STREAMS.length, now, from);
  }

  function page(at: PollCursor, more: boolean): PollPage {
    return { kind: "page", messages: [...messages.values()], unreadable: [...unreadable.values()], cursor: JSON.stringify(at), more };
  }

  async function countStock(): Promise<void> {
    const minutes = snapshotMinutes(settings);
    if (minutes === null || client.clock().getTime() < cursor.stockDue) return;
    const snapshot = await takeSnapshot(
      (after) => readStock(client, settings, words, after),
      { site: settings.site, source: data.source, minutes, fails: (error) => error instanceof OdooError },
      () => client.clock(),
    );
    for (const message of snapshot.messages) messages.set(message.id, message);
    for (const one of snapshot.unreadable) unreadable.set(one.id, one);
    cursor = { ...cursor, stockDue: snapshot.due };
  }

  function read(stream: Stream, found: Found): void {
    try {
      // Several streams bring the same object.
      for (const message of found.messages()) messages.set(message.id, message);
    } catch (error) {
      const id = `${stream.says}:${found.id}:${found.version}`;
      unreadable.set(id, { id, type: stream.says, raw: { model: stream.model, id: found.id }, reason: reasonOf(error) });
    }
  }
}

/** The first round takes what counts now whatever its stamp, all others what was written since. */
function domainOf(stream: Stream, from: number, first: Domain | null, page: Domain, data: PlantData): Domain {
  return [...stream.always(data), ...(first ?? [["write_date", ">=", stampOf(from)]]), ...page];
}

function stampOf(seconds: number): string {
  return toOdooTime(new Date(seconds * 1000));
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof Unmappable) return error.message;
  throw error;
}
