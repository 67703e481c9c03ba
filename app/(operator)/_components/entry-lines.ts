import type { LogEntry } from "@/components/shop-floor/entry-log";
import type { OperatorCommand } from "@/lib/client/operator-command";
import { pendingIn } from "@/lib/client/pending-in";
import { isPositive } from "@/lib/client/pace";
import type { QueueItem } from "@/lib/client/queue-item";
import { isPhoto, photosOf } from "@/lib/client/queued-photo";
import { rejectName } from "@/lib/client/reject-reasons";
import type { Formats } from "@/lib/format/formats";
import type { Translator } from "@/lib/i18n/translator";
import type { RunEntry } from "@/lib/queries/operator/run-entries";
import type { RunView } from "@/lib/queries/operator/run-view";
import { askedFor } from "./entry-right";

/** UI-10 gives 30 s; the last one belongs to the way to the server. */
const UNDO_MS = 29_000;

/** What the log is made of. */
type Logged = Pick<RunView, "asOf" | "reasons" | "entries" | "included"> & { readonly unit: { readonly site: Pick<RunView["unit"]["site"], "timeZone"> } };

/** The reasons of scrap and rework of the site, with their names. */
type Names = Parameters<typeof rejectName>[0];

/** The texts of entries and the formats of the same language. */
export type EntryWords = { readonly t: Translator<"entries">; readonly formats: Formats };

/** What can still be taken back: an entry of the server, or one that still waits on this tablet. */
export type Undo = {
  readonly label: string;
  readonly until: string;
  readonly command: OperatorCommand;
  readonly takesBack?: string;
};

/** An entry in the words of the floor: "Good +52", "Scrap 2, fill level", "LID-7732, 230 EA". */
export function entryText(entry: RunEntry, reasons: Names, words: EntryWords): string {
  const text = recordedText(entry, reasons, words);
  return entry.reversed ? words.t("takenBack", { text }) : text;
}

function recordedText(entry: RunEntry, reasons: Names, words: EntryWords): string {
  const { t, formats } = words;
  switch (entry.kind) {
    case "PRODUCTION":
      return productionText(entry, reasons, words);
    case "ISSUE":
      return t(entry.reversal ? "issueTakenBack" : "issuedQuantity", {
        what: entry.lot ?? entry.item,
        quantity: formats.quantityWithUnit(entry.quantity.replace("-", ""), entry.uom),
      });
    case "RETURN":
      return t("givenBack", { what: entry.lot ?? entry.item, quantity: formats.quantityWithUnit(entry.quantity, entry.uom) });
    case "MOUNT":
      return t("mounted", { lot: entry.lot });
    case "UNMOUNT":
      return t("offMachine", { lot: entry.lot });
    case "CHECK":
      return entry.passed ? t("checkPassed", { plan: entry.plan }) : t("checkFailed", { plan: entry.plan, names: entry.failed.join(", ") });
  }
}

function productionText(entry: Extract<RunEntry, { kind: "PRODUCTION" }>, reasons: Names, { t, formats }: EntryWords): string {
  const figure = (quantity: string) => formats.quantity(quantity.replace("-", ""));
  const name = rejectName(reasons, entry.reason);
  const reason = name === undefined ? entry.reason : formats.inSentence(name);
  const because = (text: string) => (reason === null ? text : t("withReason", { text, reason }));
  const rework = t(entry.activity === "REWORK" ? "again" : "rework", { quantity: figure(entry.rework) });
  const text = [
    ...(entry.good === "0" ? [] : [t(entry.activity === "REWORK" ? "reworked" : "good", { quantity: `${entry.reversal ? "" : "+"}${figure(entry.good)}` })]),
    ...(entry.scrap === "0" ? [] : [because(t("scrap", { quantity: figure(entry.scrap) }))]),
    ...(entry.rework === "0" ? [] : [entry.scrap === "0" ? because(rework) : rework]),
  ].join(", ");
  if (entry.reversal) return t("undone", { text });
  const said = entry.approved === true ? t("approved", { text }) : text;
  return entry.sscc === undefined ? said : t("onPallet", { text: said, digits: entry.sscc.slice(-6) });
}

/** The lines of the log, newest first: what this tablet has yet to send, or the server to show, on top of what it shows; what was refused stands at its own time, the banner tells of it. */
export function logLines(view: Logged, items: readonly QueueItem[], operationId: string, offline: boolean, words: EntryWords): LogEntry[] {
  const { timeZone } = view.unit.site;
  const own = items.filter((item) => "operationId" in item.command.input && item.command.input.operationId === operationId);
  const undone = new Set(items.flatMap(({ command, state, takesBack }) => (command.name === "reverse-entry" && state !== "REFUSED" ? [takesBack] : [])));
  const textOf = ({ commandId, text }: QueueItem) => (undone.has(commandId) ? words.t("takenBack", { text }) : text);
  const isThere = (item: QueueItem) => photosOf(items, item.commandId).some(({ photo }) => photo !== undefined);
  const line = (item: QueueItem, state: LogEntry["state"]) => ({
    at: item.eventTime,
    line: { id: item.commandId, time: words.formats.time(item.eventTime, timeZone), text: textOf(item), photo: isThere(item), state },
  });
  const shown = view.entries.map((entry) => ({
    at: entry.at,
    line: {
      id: entry.id,
      time: words.formats.time(entry.at, timeZone),
      text: entryText(entry, view.reasons, words),
      photo: photoOf(entry, items) !== undefined,
      state: "saved" as const,
    },
  }));
  const kept = pendingIn(view, own).toSorted((a, b) => b.sequence - a.sequence);
  const lines = [...kept.map((item) => line(item, item.state === "SENT" ? "saved" : offline ? "queued" : "saving")), ...shown];
  for (const item of own.filter(({ state }) => state === "REFUSED").toSorted((a, b) => a.sequence - b.sequence)) {
    const older = lines.findIndex(({ at }) => Date.parse(at) <= Date.parse(item.eventTime));
    lines.splice(older === -1 ? lines.length : older, 0, line(item, "failed"));
  }
  return lines.map((one) => one.line);
}

/** The photo of an entry of the server: where it shows it, or the one that still waits here to be sent. */
function photoOf(entry: RunEntry, items: readonly QueueItem[]): Blob | string | undefined {
  if (entry.kind !== "PRODUCTION") return undefined;
  if (entry.photo !== undefined) return `/api/entry-photos/${entry.photo}`;
  return items.filter(isPhoto).find((photo) => photo.state === "WAITING" && photo.command.input.entryId === entry.id)?.photo;
}

/** A photo of an entry: still on this tablet, or where the server shows it. */
export type EntryPhoto = { readonly id: string; readonly time: string; readonly text: string; readonly photo: Blob | string };

/** The photos of what the log shows, newest first. */
export function photosIn(view: Logged, items: readonly QueueItem[], operationId: string, words: EntryWords): readonly EntryPhoto[] {
  const { timeZone } = view.unit.site;
  const time = (at: string) => words.formats.time(at, timeZone);
  const own = pendingIn(view, items).filter(({ command }) => command.name === "confirm-production" && command.input.operationId === operationId);
  return [
    ...own
      .toReversed()
      .flatMap((item) =>
        photosOf(items, item.commandId).flatMap(({ photo }) => (photo === undefined ? [] : [{ id: item.commandId, time: time(item.eventTime), text: item.text, photo }])),
      ),
    ...view.entries.flatMap((entry) => {
      const photo = photoOf(entry, items);
      return photo === undefined ? [] : [{ id: entry.id, time: time(entry.at), text: entryText(entry, view.reasons, words), photo }];
    }),
  ];
}

/** The newest own entry, issue, mount or check of the last 30 s that nothing has taken back, sent or not; none that corrects another, of which an undo would leave nothing. */
export function undoOf(
  { components, ...view }: Pick<RunView, "asOf" | "entries" | "included" | "components">,
  items: readonly QueueItem[],
  { accountId, personId }: { readonly accountId: string; readonly personId: string | null },
  words: EntryWords,
): Undo | undefined {
  const until = (at: string) => new Date(Date.parse(at) + UNDO_MS).toISOString();
  const pending = pendingIn(view, items).filter((item) => item.accountId === accountId);
  const taken = new Set(pending.map((item) => item.takesBack));
  const named = askedFor(pending);
  const waiting = pending.findLast((item) => undoOfWaiting(item, words) !== undefined);
  const undo = waiting === undefined ? undefined : undoOfWaiting(waiting, words);
  if (waiting !== undefined && undo !== undefined && !taken.has(waiting.commandId)) return { ...undo, until: until(waiting.eventTime), takesBack: waiting.commandId };
  const undone = (one: RunEntry) => one.reversed || named.has(one.id) || ("reversal" in one && one.reversal);
  const entry = view.entries.find((one) => one.personId === personId && personId !== null && !undone(one) && !("corrects" in one && one.corrects === true));
  switch (entry?.kind) {
    case "ISSUE":
      return { label: words.t("undo.lot", { lot: entry.lot ?? entry.item }), until: until(entry.recordedAt), command: reverse(entry.id, "WRONG-LOT") };
    case "CHECK":
      return { label: words.t("undo.check", { plan: entry.plan }), until: until(entry.recordedAt), command: reverse(entry.id, "MISKEY") };
    case "PRODUCTION":
      return { label: shortOf(entry, words), until: until(entry.recordedAt), command: reverse(entry.id, "MISKEY") };
    case "MOUNT":
      // One that has come off already has nothing to be taken off.
      return !components.some((line) => [line.mounted, ...(line.mountedToo ?? [])].some((on) => on?.mountId === entry.id))
        ? undefined
        : { label: words.t("undo.lot", { lot: entry.lot }), until: until(entry.recordedAt), command: reverse(entry.id, "WRONG-LOT") };
    case "RETURN":
    case "UNMOUNT":
    case undefined:
      return undefined;
  }
}

const reverse = (entryId: string, reason: string): OperatorCommand => ({ name: "reverse-entry", input: { entryId, reason } });

/** How something that waits on this tablet is taken back: the queue knows its id once it is sent. Undefined of what is not. */
function undoOfWaiting({ command }: QueueItem, words: EntryWords): Pick<Undo, "label" | "command"> | undefined {
  switch (command.name) {
    case "confirm-production":
      return { label: shortOf(command.input, words), command: reverse("", "MISKEY") };
    case "issue-material":
      return { label: command.input.lot === undefined ? words.t("undo.issue") : words.t("undo.lot", { lot: command.input.lot }), command: reverse("", "WRONG-LOT") };
    case "record-check":
      return { label: words.t("undo.thisCheck"), command: reverse("", "MISKEY") };
    case "mount-lot":
      return { label: words.t("undo.lot", { lot: command.input.lot }), command: reverse("", "WRONG-LOT") };
    default:
      return undefined;
  }
}

function shortOf(of: { readonly good?: string; readonly scrap?: string; readonly rework?: string }, { t, formats }: EntryWords): string {
  if (isPositive(of.good)) return t("undo.good", { quantity: formats.quantity(of.good) });
  if (isPositive(of.scrap)) return t("undo.scrap", { quantity: formats.quantity(of.scrap) });
  return t("undo.rework", { quantity: formats.quantity(of.rework ?? "0") });
}
