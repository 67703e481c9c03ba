import { z } from "zod";
import { inOurWords, type Words } from "@/lib/erp/words";
import type { Json, Unreadable } from "@/lib/erp/port";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";
import type { B2mmlSettings } from "./settings";
import { Unmappable } from "./unmappable";
import { instantOf, versionOf } from "./values";

/** What it takes to read the objects of one document. */
export type Reading = {
  readonly settings: B2mmlSettings;
  readonly words: Words;
  /** Creation time of the document: an object without a time of its own was published then. */
  readonly created: string;
};

/** Messages that were read, and what could not be. */
export type Read = { readonly messages: readonly InboundMessage[]; readonly unreadable: readonly Unreadable[] };

/** What stamps an object: its own version and time, or those of what it came in. */
export type Stamped = { readonly Version?: string | undefined; readonly PublishedDate?: string | undefined };

/** Version and time of an object. */
export function stampOf(object: Stamped, reading: Reading, published?: string): { readonly erpVersion: number; readonly time: string } {
  const time = object.PublishedDate ?? published ?? reading.created;
  return { erpVersion: versionOf(object.Version, time), time: instantOf(time) };
}

/** The site that an object belongs to. @throws Unmappable for another plant's: each plant is a connection of its own */
export function siteOfScope(scope: { readonly EquipmentID: string } | undefined, { settings }: Reading): string {
  const plant = settings.plant ?? settings.site;
  if (scope !== undefined && scope.EquipmentID !== plant) throw new Unmappable(`It belongs to "${scope.EquipmentID}"; this connection reads "${plant}".`);
  return settings.site;
}

/** The message of an object, in our words. @throws ZodError when it does not fit its type */
export function inboundOf(type: InboundType, data: { readonly [key: string]: Json }, time: string, { settings, words }: Reading): InboundMessage {
  return readInbound(type, inOurWords(data, words), `erp/${settings.partner}`, time);
}

/** Reads each object on its own: one that does not fit is kept with its reason and does not stop the others (IN-07). */
export function readEach(type: InboundType, objects: readonly unknown[], map: (object: unknown) => readonly InboundMessage[]): Read {
  const messages: InboundMessage[] = [];
  const unreadable: Unreadable[] = [];
  for (const [position, object] of objects.entries()) {
    try {
      messages.push(...map(object));
    } catch (error) {
      unreadable.push({ id: `${type}:${idOf(object) ?? `entry-${position}`}`, type, raw: jsonOf(object), reason: reasonOf(error) });
    }
  }
  return { messages, unreadable };
}

export function joined(reads: readonly Read[]): Read {
  return { messages: reads.flatMap((read) => read.messages), unreadable: reads.flatMap((read) => read.unreadable) };
}

const Named = z.object({ ID: z.union([z.string(), z.array(z.string()).transform((all) => all[0])]) });

function idOf(object: unknown): string | undefined {
  const named = Named.safeParse(object);
  return named.success ? named.data.ID : undefined;
}

// What was parsed from text is plain JSON; going through text says so to the checker.
export function jsonOf(object: unknown): Json {
  return object === undefined ? null : (JSON.parse(JSON.stringify(object)) as Json);
}

/** Why an object could not be read, for people. What is no fault of the object is thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof Unmappable) return error.message;
  if (!(error instanceof z.ZodError)) throw error;
  const unit = error.issues.some((issue) => /uom$/i.test(String(issue.path.at(-1))));
  return `${z.prettifyError(error)}${unit ? "\nMap the partner's unit to its UN/ECE code in the table of this connection." : ""}`;
}
