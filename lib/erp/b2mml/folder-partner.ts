import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpFailure } from "@/lib/erp/http/request";
import type { Backlog, Broken, PollOutcome, Unreadable } from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import type { InboundMessage } from "@/lib/messages/inbound";
import { answerIn } from "./classify";
import { NotADocument, type ReadDocument } from "./document";
import {
  checkFolder,
  countIn,
  type FileEntry,
  fileErrorCode,
  filesIn,
  folderBelow,
  folderIn,
  hasFile,
  lastName,
  moveFile,
  namesAfter,
  namesIn,
  OutsideExchange,
  oldestIn,
  putFile,
  textOfFile,
  worthALook,
} from "./folder";
import { MAX_BYTES, read } from "./forms";
import { fromDocument, unreadable } from "./from-document";
import type { Answered, Partner } from "./partner";
import type { B2mmlSettings } from "./settings";

/** A file that cannot be read may still be being written by a partner that does not rename; after that long it is what it is. */
const SETTLED_MS = 5_000;
const LOOK_EVERY_MS = 100;
/** Every waiting file is looked at that often at least; in between only when one came or went. */
const LOOK_AT_ALL_MS = 2_000;
/** Files that one poll takes in; the rest waits for the next, which follows at once. */
const TAKEN_AT_ONCE = 500;
/** A clock of the partner's file system may be behind ours by so much. */
const CLOCK_MS = 5_000;
/** Before every name of a file that was taken in. */
const START = "-";

/**
 * A partner that watches folders. All that is known stands in them: our documents in the outbox until the partner has moved them to `done`, its
 * answers in `inbox/answers` under the BODID of ours that they answer, its documents in `inbox/done` in the order in which they were taken in.
 */
export function folderPartner(settings: B2mmlSettings, words: Words, exchange: string): Partner {
  /** Looked up with every use, for a link may have come to lead elsewhere. */
  const places = async () => ({ outbox: await folderBelow(exchange, settings.outbox ?? ""), inbox: await folderBelow(exchange, settings.inbox ?? "") });
  const fileOf = (bodId: string): string => `${safe(bodId)}.${settings.form}`;

  async function send(bodId: string, text: string, signal?: AbortSignal): Promise<Answered> {
    let handedOver = false;
    const file = fileOf(bodId);
    const until = Date.now() + settings.answerSeconds * 1000;
    // Every file is looked at once; then only what was written since, however many wait to be taken in.
    let since = 0;
    let answer: string | null = null;
    try {
      const { outbox, inbox } = await places();
      const watched = [inbox, await folderIn(inbox, "answers")];
      let isWorthIt = worthALook(watched, LOOK_AT_ALL_MS);
      for (;;) {
        const lookedAt = Date.now();
        if (await isWorthIt(lookedAt)) {
          answer = await answerTo(inbox, bodId, since);
          since = lookedAt - CLOCK_MS;
        }
        if (answer !== null && (handedOver || answerIn(answer)?.verdict !== "Rejected")) return answered(answer);
        const waits = await hasFile(outbox, file);
        if (!handedOver && !(answer !== null && waits)) {
          if (answer !== null) {
            await setAside(outbox, inbox, bodId, file);
            // What was set aside is no answer to the new try.
            [answer, isWorthIt] = [null, worthALook(watched, LOOK_AT_ALL_MS)];
          }
          if (!waits) await putFile(outbox, file, text);
          handedOver = true;
        }
        // A file that was rejected and still lies there is about to be moved, or to be judged again; a new one in its place would be taken for it.
        if (signal?.aborted === true) return failure("CANCELLED", "The call was cancelled.");
        if (Date.now() >= until) return failure("TIMEOUT", "The partner has not answered the file yet.");
        await sleep(LOOK_EVERY_MS);
      }
    } catch (error) {
      return fileFailure(error, handedOver);
    }
  }

  async function stored(bodId: string): Promise<Answered | null> {
    try {
      const { outbox, inbox } = await places();
      const answer = await answerTo(inbox, bodId, 0);
      if (answer !== null) return answered(answer);
      // In this order: the partner moves it from the one to the other.
      const there = (await hasFile(outbox, fileOf(bodId))) || (await hasFile(join(outbox, "done"), fileOf(bodId)));
      return there ? failure("TIMEOUT", "The partner has the file and has not answered it yet.") : null;
    } catch (error) {
      return fileFailure(error, true);
    }
  }

  async function poll(cursor: string | null, limit: number): Promise<PollOutcome> {
    try {
      const { inbox } = await places();
      const waits = await takeIn(inbox);
      const done = await folderIn(inbox, "done");
      // A document has at least one object, so that no more of them than the limit are needed.
      const { names: after, more } = await namesAfter(done, cursor ?? START, limit + 1);
      const messages: InboundMessage[] = [];
      const wrong: Unreadable[] = [];
      let last = cursor ?? START;
      for (const [index, name] of after.entries()) {
        if (messages.length + wrong.length >= limit) return { kind: "page", messages, unreadable: wrong, cursor: last, more: index < after.length };
        const page = objectsIn(name, (await textIn(done, name)) ?? "", settings, words);
        messages.push(...page.messages);
        wrong.push(...page.unreadable);
        last = name;
      }
      return { kind: "page", messages, unreadable: wrong, cursor: last, more: more || waits };
    } catch (error) {
      const outcome = fileFailure(error, false);
      return outcome.kind === "broken" ? outcome : { kind: "retry", reason: outcome.reason };
    }
  }

  const waiting = async ({ outbox, inbox }: Awaited<ReturnType<typeof places>>): Promise<Backlog> => ({ forErp: await countIn(outbox), forUs: await countIn(inbox) });

  async function backlog(): Promise<Backlog | null> {
    try {
      return await waiting(await places());
    } catch (error) {
      if (fileErrorCode(error) === null && !(error instanceof OutsideExchange)) throw error;
      return null;
    }
  }

  return {
    send,
    stored,
    poll,
    backlog,
    async test() {
      try {
        const { outbox, inbox } = await places();
        await checkFolder(outbox);
        await checkFolder(inbox);
        const { forErp, forUs } = await waiting({ outbox, inbox });
        const lies = forErp + forUs === 0 ? "" : ` ${forErp} ${forErp === 1 ? "file waits" : "files wait"} for the partner, and ${forUs} to be taken in.`;
        return { kind: "ok", system: "B2MML", detail: `${settings.partner} takes ${settings.form === "xml" ? "XML" : "JSON"} from ${outbox} and answers in ${inbox}.${lies}` };
      } catch (error) {
        const outcome = fileFailure(error, false);
        return outcome.kind === "broken" ? outcome : { kind: "retry", reason: outcome.reason };
      }
    },
  };
}

/** Puts every answer that came into the inbox since under the BODID that it answers, then reads the one that counts: what was accepted, else what was said last. */
async function answerTo(inbox: string, bodId: string, since: number): Promise<string | null> {
  for await (const file of filesIn(inbox, since)) await takeAnswer(inbox, file);
  const answers = await folderIn(inbox, "answers");
  const texts = await Promise.all((await answersOf(answers, bodId)).map((name) => textIn(answers, name)));
  const given = texts.filter((text) => text !== null);
  return given.find((text) => answerIn(text)?.verdict !== "Rejected") ?? given.at(-1) ?? null;
}

/** Names of the answers to a BODID, the oldest first. */
async function answersOf(answers: string, bodId: string): Promise<string[]> {
  return namesIn(answers, (name) => name.startsWith(`${safe(bodId)}.`));
}

/** Moves a file that is an answer to its place. One step, and under a name of its own: whichever worker is first moves it, and none moves another. */
async function takeAnswer(inbox: string, file: FileEntry): Promise<boolean> {
  const text = await textIn(inbox, file.name);
  if (text === null || !looksLikeAnswer(text)) return false;
  const original = answerIn(text)?.original ?? null;
  if (original === null) return false;
  return moveFile(join(inbox, file.name), join(await folderIn(inbox, "answers"), `${safe(original)}.${Math.floor(file.writtenAt)}-${file.name}`));
}

/** Enough to leave large documents unread. */
function looksLikeAnswer(text: string): boolean {
  return /^[^]{0,2000}?(?:<(?:[\w.-]+:)?|\{\s*")(?:Acknowledge|Respond|ConfirmBOD)/.test(text);
}

/**
 * A rejected document is judged again: its old traces must not be taken for those of the new try. The answers go last, so that a cut in between leaves
 * it rejected.
 */
async function setAside(outbox: string, inbox: string, bodId: string, file: string): Promise<void> {
  await moveFile(join(outbox, "done", file), join(outbox, "done", `rejected-${Date.now()}-${file}`));
  const answers = await folderIn(inbox, "answers");
  const replaced = await folderIn(answers, "replaced");
  for (const name of await answersOf(answers, bodId)) await moveFile(join(answers, name), join(replaced, name));
}

/** Moves the oldest of the partner's documents to `done`, under names that grow, so that a name is a cursor. Answers whether more of them wait. */
async function takeIn(inbox: string): Promise<boolean> {
  const done = await folderIn(inbox, "done");
  const newest = Number(/^\d+/.exec((await lastName(done)) ?? "")?.[0] ?? 0);
  let next = Math.max(Date.now(), newest + 1);
  const { files, waiting } = await oldestIn(inbox, TAKEN_AT_ONCE);
  let taken = 0;
  for (const file of files) {
    if (await takeAnswer(inbox, file)) {
      taken += 1;
      continue;
    }
    const settled = Date.now() - file.writtenAt >= SETTLED_MS;
    if ((settled || (await isWhole(inbox, file))) && (await moveFile(join(inbox, file.name), join(done, `${next}-${file.name}`)))) taken += 1;
    next += 1;
  }
  // What is still being written comes with a later poll: asking again at once would not change it.
  return waiting > files.length && taken > 0;
}

async function isWhole(inbox: string, file: FileEntry): Promise<boolean> {
  const text = await textIn(inbox, file.name);
  return text !== null && !(documentIn(text) instanceof NotADocument);
}

/** A file's text; one byte more than we read is enough to see that it is too large. */
async function textIn(path: string, name: string): Promise<string | null> {
  return textOfFile(path, name, MAX_BYTES + 1);
}

/** The document in a text, or why there is none. */
function documentIn(text: string): ReadDocument | NotADocument {
  try {
    return read(text);
  } catch (error) {
    if (error instanceof NotADocument) return error;
    throw error;
  }
}

function objectsIn(
  name: string,
  text: string,
  settings: B2mmlSettings,
  words: Words,
): { readonly messages: readonly InboundMessage[]; readonly unreadable: readonly Unreadable[] } {
  const document = documentIn(text);
  if (document instanceof NotADocument) return { messages: [], unreadable: [unreadable(name, text, document.message)] };
  const inbound = fromDocument(document, { settings, words });
  switch (inbound.kind) {
    case "objects":
      return inbound.read;
    case "answer":
      return { messages: [], unreadable: [unreadable(name, text, "It answers no document of ours: it names no BODID.")] };
    case "other":
      return { messages: [], unreadable: [unreadable(name, text, inbound.reason)] };
  }
}

function answered(text: string): Answered {
  return { kind: "answer", status: 200, headers: {}, text };
}

function failure(code: HttpFailure["code"], reason: string, reached = true): HttpFailure {
  return { kind: "failure", code, reached, reason };
}

/** A folder that is not there, or not ours to use, is a wrong setting; anything else of the file system passes. */
function fileFailure(error: unknown, handedOver: boolean): HttpFailure | Broken {
  if (error instanceof OutsideExchange)
    return { kind: "broken", code: "FOLDER", reason: `"${error.message}" does not lie in the folder in which this installation exchanges files (MILLRACE_EXCHANGE).` };
  const code = fileErrorCode(error);
  if (code === null) throw error;
  if (["ENOENT", "ENOTDIR"].includes(code)) return { kind: "broken", code: "FOLDER", reason: "A folder of this connection is not there." };
  if (["EACCES", "EPERM", "EROFS"].includes(code)) return { kind: "broken", code: "FOLDER", reason: "A folder of this connection may not be read or written by Millrace." };
  return failure("UNREACHABLE", `The folder cannot be used at the moment (${code}).`, handedOver);
}

/** BODIDs are names of files: what could lead out of the folder is replaced. */
function safe(bodId: string): string {
  return bodId.replace(/[^A-Za-z0-9-]/g, "_");
}
