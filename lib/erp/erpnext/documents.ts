import { z } from "zod";
import { Keyed } from "./api-types";
import { verdictOf } from "./classify";
import { type FrappeClient, parse, type Values } from "./client";
import { FrappeError } from "./failure";
import { chainOf } from "./keys";
import { Refused } from "./refused";

/** What ERPNext holds under a key: the document that counts, those that were cancelled, and the first key that is free. */
type Held = { readonly live: string | null; readonly cancelled: readonly string[]; readonly free: string | null };

/** Looks a key up, with all that took over from it. */
export async function findHeld(client: FrappeClient, doctype: string, key: string): Promise<Held> {
  const chain = chainOf(key);
  const rows = await client.list(doctype, { fields: ["name", "docstatus", "mes_ref"], filters: [["mes_ref", "in", [...chain]]], length: chain.length });
  const held = parse(z.array(Keyed), rows, doctype);
  return {
    live: held.find((document) => document.docstatus < 2)?.name ?? null,
    cancelled: held.filter((document) => document.docstatus === 2).map((document) => document.name),
    free: chain.find((ref) => !held.some((document) => document.mes_ref === ref)) ?? null,
  };
}

/**
 * Makes a document under a key, once: looked up first, and again where ERPNext says that the key is taken.
 * @throws Refused KEY_USED_UP when it was made and cancelled too often.
 */
export async function insertOnce(client: FrappeClient, doctype: string, key: string, values: () => Promise<Values> | Values): Promise<string> {
  const before = await findHeld(client, doctype, key);
  if (before.live !== null) return before.live;
  if (before.free === null) throw new Refused("KEY_USED_UP", `${doctype}s of this message were made and cancelled too often: ${before.cancelled.join(", ")}.`);
  try {
    return await client.insert(doctype, { ...(await values()), mes_ref: before.free });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const after = await findHeld(client, doctype, key);
    if (after.live === null) throw error;
    return after.live;
  }
}

/** Cancels a submitted document; one that is cancelled stays so. */
export async function cancel(client: FrappeClient, doctype: string, name: string): Promise<void> {
  const document = await client.read(doctype, name);
  const now = document === null ? null : parse(z.object({ docstatus: z.number() }), document, doctype).docstatus;
  if (now === 1) await client.update(doctype, name, { docstatus: 2 });
}

/** True when ERPNext says that the key, or the name, is there already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof FrappeError && verdictOf(error).kind === "duplicate";
}

/** True when somebody else was at the document: it is to be read again. */
export function isConflict(error: unknown): boolean {
  return error instanceof FrappeError && verdictOf(error).kind === "conflict";
}
