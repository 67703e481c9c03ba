import { z } from "zod";
import type { TrytonClient } from "./client";
import { WORK_CENTER } from "./record-types";
import { findRecords, parse } from "./records";

const Note = z.object({ id: z.number() });
const Placed = z.object({ id: z.number(), resource: z.string() });

/** The note of a message on a record, by the message's id in its text; null when it is not there. */
export async function findNote(client: TrytonClient, resource: string, messageId: string): Promise<number | null> {
  const domain = [
    ["resource", "=", resource],
    ["message", "like", `%${messageId}%`],
  ];
  return (await findRecords(client, { model: "ir.note", fields: [], schema: Note }, domain))[0]?.id ?? null;
}

/** Leaves a note on a record, once per message: searched first. */
export async function leaveNote(client: TrytonClient, resource: string, messageId: string, text: string): Promise<number> {
  const known = await findNote(client, resource, messageId);
  if (known !== null) return known;
  const method = "model.ir.note.create";
  const created = await client.call(method, [[{ resource, message: `${text}\n(mes:${messageId})` }]]);
  return parse(method, z.array(z.number()).min(1), created)[0] ?? 0;
}

/** The records with a note that names this stop. */
export async function notedOn(client: TrytonClient, stopId: string): Promise<string[]> {
  const notes = await findRecords(client, { model: "ir.note", fields: ["resource"], schema: Placed }, [["message", "like", `%(stop ${stopId})%`]]);
  return [...new Set(notes.map((note) => note.resource))];
}

/** The work centre of that name as a note's resource; null when Tryton has none. */
export async function workCenterResource(client: TrytonClient, name: string): Promise<string | null> {
  const center = (await findRecords(client, WORK_CENTER, [["name", "=", name]]))[0];
  return center === undefined ? null : `production.work.center,${center.id}`;
}
