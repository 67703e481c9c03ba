import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Http, HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import type { Broken, ConnectionTest, PollOutcome, PollPage, Retry, Unreadable } from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import type { InboundMessage } from "@/lib/messages/inbound";
import { classifyFind, classifyRead } from "./classify";
import { type Element, NotADocument } from "./document";
import { getDocument } from "./envelope";
import { MEDIA_TYPES, read, write } from "./forms";
import { fromDocument, type Inbound } from "./from-document";
import type { AllOrders } from "./orders";
import type { Partner } from "./partner";
import { type B2mmlSecrets, type B2mmlSettings, NOUNS } from "./settings";
import { type AllLots, snapshotOf, unreadableStock } from "./stock";

type Noun = (typeof NOUNS)[number];

const ANY_SEGMENT: Element = { ID: "*", ProcessSegmentID: "*", OperationsDefinitionID: "*", OperationsSegmentID: "*" };

/** What is asked for, as a document that names everything by `*`: the schema wants the required ids even in a question. */
const QUESTIONS: Readonly<Record<Noun, { readonly noun: string; readonly skeleton: (scope: Element) => Element }>> = {
  MATERIALS: { noun: "MaterialInformation", skeleton: (HierarchyScope) => ({ HierarchyScope, MaterialDefinition: [{ ID: "*" }] }) },
  EQUIPMENT: { noun: "EquipmentInformation", skeleton: (HierarchyScope) => ({ ID: "*", HierarchyScope, Equipment: [{ ID: "*" }] }) },
  DEFINITIONS: { noun: "OperationsDefinitionInformation", skeleton: (HierarchyScope) => ({ ID: "*", HierarchyScope, OperationsDefinition: [{ ID: "*" }] }) },
  LOTS: { noun: "MaterialInformation", skeleton: (HierarchyScope) => ({ HierarchyScope, MaterialLot: [{ ID: "*" }] }) },
  ORDERS: { noun: "OperationsSchedule", skeleton: (HierarchyScope) => ({ ID: "*", HierarchyScope, OperationsRequest: [{ ID: "*", SegmentRequirement: [ANY_SEGMENT] }] }) },
  PEOPLE: { noun: "PersonnelInformation", skeleton: (HierarchyScope) => ({ ID: "*", HierarchyScope, Person: [{ ID: "*" }] }) },
};

/** Where the round over all nouns stands, and since when each is asked for: the time of the partner's last answer. */
const Cursor = z.object({
  next: z.number().int().nonnegative(),
  since: z.partialRecord(z.enum(NOUNS), z.string()),
  /** When the next snapshot of the stock is to be asked for (our clock, ms). */
  stockDue: z.number().int().nonnegative().default(0),
});
type Cursor = z.infer<typeof Cursor>;
/** The same, as if nothing was ever asked for; when the stock is asked for next stays known. */
function startOver(text: string): string {
  return JSON.stringify({ ...Cursor.parse(JSON.parse(text)), next: 0, since: {} } satisfies Cursor);
}

type Counted = Pick<PollPage, "messages" | "unreadable"> & { readonly due: number };

/** A partner that takes documents by POST, answers each in its response, and gives the stored answer to a BODID by GET below the same address. */
export function httpPartner(settings: B2mmlSettings, secrets: B2mmlSecrets, words: Words, http: Http): Partner {
  const url = new URL(settings.url ?? "");
  const media = MEDIA_TYPES[settings.form];
  const timeoutMs = settings.timeoutSeconds * 1000;
  const headers = { ...authorization(settings, secrets), accept: media };
  const post = (body: string, signal?: AbortSignal): Promise<HttpAnswer | HttpFailure> =>
    http({ method: "POST", url: url.href, headers: { ...headers, "content-type": `${media}; charset=utf-8` }, body, timeoutMs, signal });

  async function ask(noun: Noun, since: string | null, signal?: AbortSignal): Promise<Inbound | Retry | Broken> {
    const { noun: name, skeleton } = QUESTIONS[noun];
    const site: Element = { EquipmentID: settings.plant ?? settings.site, EquipmentElementLevel: "Site" };
    const question = getDocument(name, skeleton(site), since, settings, { bodId: randomUUID(), time: new Date().toISOString() });
    const answer = await post(write(question, settings.form), signal);
    // An empty SHOW cannot be said: no content stands for it.
    if (answer.kind === "answer" && answer.status === 204) return { kind: "objects", read: { messages: [], unreadable: [] }, created: since ?? "" };
    if (answer.kind !== "answer" || answer.status !== 200) return classifyRead(answer);
    try {
      const shown = fromDocument(read(answer.text), { settings, words });
      return shown.kind === "objects" ? shown : classifyRead(answer);
    } catch (error) {
      if (error instanceof NotADocument) return classifyRead(answer);
      throw error;
    }
  }

  async function poll(text: string | null, limit: number, signal?: AbortSignal): Promise<PollOutcome> {
    let cursor: Cursor = text === null ? { next: 0, since: {}, stockDue: 0 } : Cursor.parse(JSON.parse(text));
    const messages: InboundMessage[] = [];
    const unreadable: Unreadable[] = [];
    for (;;) {
      const noun = NOUNS[cursor.next];
      if (noun === undefined) {
        // Behind the lots that it counts.
        const counted = await countStock(cursor.stockDue, signal);
        const told = { messages: [...messages, ...counted.messages], unreadable: [...unreadable, ...counted.unreadable] };
        return { kind: "page", ...told, cursor: JSON.stringify({ ...cursor, next: 0, stockDue: counted.due }), more: false };
      }
      if (messages.length + unreadable.length >= limit) return { kind: "page", messages, unreadable, cursor: JSON.stringify(cursor), more: true };
      if (!settings.polled.includes(noun)) {
        cursor = { ...cursor, next: cursor.next + 1 };
        continue;
      }
      const shown = await ask(noun, sinceOf(cursor, noun, settings.overlapSeconds), signal);
      if (shown.kind === "retry" || shown.kind === "broken") return shown;
      if (shown.kind !== "objects") return { kind: "broken", code: "CONTRACT", reason: "The partner answers a question with a document that shows nothing." };
      messages.push(...shown.read.messages);
      unreadable.push(...shown.read.unreadable);
      cursor = { ...cursor, next: cursor.next + 1, since: shown.created === "" ? cursor.since : { ...cursor.since, [noun]: laterOf(cursor.since[noun], shown.created) } };
    }
  }

  /** Asked without a time, the partner shows every lot that it has, in one document and so as of one instant. */
  async function stock(signal?: AbortSignal): Promise<AllLots | Retry | Broken> {
    const shown = await ask("LOTS", null, signal);
    if (shown.kind === "retry" || shown.kind === "broken") return shown;
    if (shown.kind !== "objects") return { kind: "broken", code: "CONTRACT", reason: "The partner answers a question with a document that shows nothing." };
    const [wrong] = shown.read.unreadable;
    // What is left out would count as gone.
    if (wrong !== undefined) return { kind: "broken", code: "UNREADABLE", reason: `The stock cannot be told, for a lot in it cannot be read: ${wrong.reason}` };
    return { kind: "lots", messages: shown.read.messages, asOf: shown.created === "" ? new Date().toISOString() : shown.created };
  }

  /** Asked without a time, the partner shows its whole schedule. An order in it that cannot be read stands among what is held up. */
  async function orders(signal?: AbortSignal): Promise<AllOrders | Retry | Broken> {
    const shown = await ask("ORDERS", null, signal);
    if (shown.kind === "retry" || shown.kind === "broken") return shown;
    if (shown.kind !== "objects") return { kind: "broken", code: "CONTRACT", reason: "The partner answers a question with a document that shows nothing." };
    return { kind: "orders", messages: shown.read.messages };
  }

  async function countStock(due: number, signal?: AbortSignal): Promise<Counted> {
    const { stockMinutes } = settings;
    if (stockMinutes === null || !settings.polled.includes("LOTS") || Date.now() < due) return { messages: [], unreadable: [], due };
    const next = Date.now() + stockMinutes * 60_000;
    const lots = await stock(signal);
    if (lots.kind === "lots") return { ...snapshotOf(lots, settings), due: next };
    // A stock that cannot be read must not keep everything else from being told.
    return { messages: [], unreadable: [unreadableStock(lots.reason, settings)], due: next };
  }

  const stored = (bodId: string, signal?: AbortSignal) => http({ method: "GET", url: below(url, bodId), headers, timeoutMs, signal });

  const asked = { ...(settings.polled.includes("LOTS") ? { stock } : {}), ...(settings.polled.includes("ORDERS") ? { orders } : {}) };
  return { send: (_, text, signal) => post(text, signal), stored, poll, startOver, ...asked, test: async (signal) => tested(await stored(NOBODY, signal), settings) };
}

/** A BODID that no document has: the partner must say so, which proves address, credentials and its memory of BODIDs at once. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

function tested(answer: HttpAnswer | HttpFailure, { partner, form }: B2mmlSettings): ConnectionTest {
  const outcome = classifyFind(answer, NOBODY);
  switch (outcome.kind) {
    case "absent":
      return { kind: "ok", system: "B2MML", detail: `${partner} takes ${form === "xml" ? "XML" : "JSON"} over HTTP.` };
    case "retry":
    case "broken":
      return outcome;
    case "accepted":
    case "unknown":
      return { kind: "broken", code: "CONTRACT", reason: "Asked for a BODID that it never had, the partner does not answer that it is unknown." };
  }
}

function authorization({ user }: B2mmlSettings, { password }: B2mmlSecrets): Record<string, string> {
  if (user !== null) return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
  return password === "" ? {} : { authorization: `Bearer ${password}` };
}

function below(url: URL, bodId: string): string {
  const found = new URL(url);
  found.pathname = `${found.pathname.replace(/\/+$/, "")}/${encodeURIComponent(bodId)}`;
  return found.href;
}

/** Each question reaches back a little: a change may become visible after the time that it carries. */
function sinceOf(cursor: Cursor, noun: Noun, overlapSeconds: number): string | null {
  const last = cursor.since[noun];
  return last === undefined ? null : new Date(Date.parse(last) - overlapSeconds * 1000).toISOString();
}

function laterOf(known: string | undefined, seen: string): string {
  return known !== undefined && Date.parse(known) > Date.parse(seen) ? known : seen;
}
