import { describe, expect, it } from "vitest";
import { formatsOf } from "@/lib/format/formats";
import { translatorOf } from "@/lib/i18n/testing/translator-of";
import type { Locale } from "@/lib/i18n/locales";
import type { QueueItem } from "@/lib/client/queue-item";
import { runComponent } from "@/lib/client/testing/run-component";
import type { RunEntry } from "@/lib/queries/operator/run-entries";
import { entryText, logLines, photosIn, undoOf } from "./entry-lines";

const AT = "2026-03-02T10:00:00.000Z";
const REASONS = { scrap: [{ code: "FILL", name: "Fill level", class: "QUALITY", comment: false }], stop: [] };
const entry = { id: "e", at: AT, recordedAt: AT, personId: null, reversed: false };
const production = { ...entry, kind: "PRODUCTION", activity: "RUN", good: "0", scrap: "0", rework: "0", reason: null, reversal: false } as const;
const say = (of: RunEntry, language: Locale) => entryText(of, REASONS, { t: translatorOf(language, "entries"), formats: formatsOf(language) });

describe("an entry in the words of the floor", () => {
  it.each<[RunEntry, Record<Locale, string>]>([
    [
      { ...production, good: "1234.5" },
      { en: "Good +1,234.5", de: "Gut +1.234,5", es: "Buenas +1.234,5" },
    ],
    [
      { ...production, good: "-52", reversal: true },
      { en: "Undone: Good 52", de: "Storno: Gut 52", es: "Deshecho: Buenas 52" },
    ],
    [
      { ...production, activity: "REWORK", good: "2", reversed: true },
      { en: "Reworked +2, taken back", de: "Nachgearbeitet +2, storniert", es: "Retrabajadas +2, anulado" },
    ],
    [
      { ...production, scrap: "12", reason: "FILL" },
      { en: "Scrap 12, fill level", de: "Ausschuss 12, Fill level", es: "Rechazo 12, fill level" },
    ],
    [
      { ...production, good: "5", rework: "1", reason: "OLD" },
      { en: "Good +5, Rework 1, OLD", de: "Gut +5, Nacharbeit 1, OLD", es: "Buenas +5, Retrabajo 1, OLD" },
    ],
    [
      { ...production, good: "30", approved: true },
      { en: "Good +30, approved", de: "Gut +30, genehmigt", es: "Buenas +30, aprobado" },
    ],
    [
      { ...entry, kind: "ISSUE", item: "LID", lot: "LID-7732", quantity: "230", uom: "EA", reversal: false },
      { en: "Issued LID-7732, 230\u00a0EA", de: "Entnommen: LID-7732, 230\u00a0Stk", es: "Consumido LID-7732, 230\u00a0ud" },
    ],
    [
      { ...entry, kind: "MOUNT", item: "CASE", lot: "CAS-1" },
      { en: "Mounted CAS-1", de: "Eingesetzt: CAS-1", es: "Montado CAS-1" },
    ],
    [
      { ...entry, kind: "UNMOUNT", item: "CASE", lot: "CAS-1" },
      { en: "Took off CAS-1", de: "Abgenommen: CAS-1", es: "Retirado: CAS-1" },
    ],
  ])("%o", (of, words) => {
    expect({ en: say(of, "en"), de: say(of, "de"), es: say(of, "es") }).toEqual(words);
  });
});

describe("the photo of an entry that the server has", () => {
  const picture = new Blob(["jpeg"], { type: "image/jpeg" });
  const photo: QueueItem = {
    sequence: 2,
    commandId: "c2",
    command: { name: "add-entry-photo", input: { entryCommandId: "c1", entryId: "e" } },
    accountId: "a1",
    eventTime: AT,
    clockOffsetMs: 0,
    text: "Photo: scrap 2",
    takesBack: null,
    state: "WAITING",
    attempts: 0,
    answer: null,
    photo: picture,
  };
  const words = { t: translatorOf("en", "entries"), formats: formatsOf("en") };
  const view = (entries: readonly RunEntry[]) => ({
    unit: { site: { timeZone: "Europe/Berlin" } },
    reasons: REASONS,
    entries: [...entries],
    included: ["c1"],
    asOf: "2026-03-02T10:00:00Z",
  });
  const scrap: RunEntry = { ...production, scrap: "2" };
  const marks = (entries: readonly RunEntry[], items: readonly QueueItem[]) => logLines(view(entries), items, "o1", false, words).map((line) => line.photo);
  const shown = (entries: readonly RunEntry[], items: readonly QueueItem[]) => photosIn(view(entries), items, "o1", words).map((one) => [one.id, one.photo]);

  it("is marked and shown from the tablet while it waits there, and from the server after that", () => {
    expect([marks([scrap], [photo]), shown([scrap], [photo])]).toEqual([[true], [["e", picture]]]);
    expect([marks([{ ...scrap, photo: "p1" }], []), shown([{ ...scrap, photo: "p1" }], [])]).toEqual([[true], [["e", "/api/entry-photos/p1"]]]);
  });

  it("is none where the tablet has one of another entry, or one that was refused", () => {
    const refused: QueueItem = { ...photo, state: "REFUSED" };
    expect([marks([scrap], [refused]), shown([scrap], [refused])]).toEqual([[false], []]);
    expect([marks([{ ...scrap, id: "e2" }], [photo]), shown([{ ...scrap, id: "e2" }], [photo])]).toEqual([[false], []]);
  });
});

describe("the order of the last entries", () => {
  const words = { t: translatorOf("en", "entries"), formats: formatsOf("en") };
  const at = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
  const item = (text: string, of: Pick<QueueItem, "sequence" | "eventTime" | "state">): QueueItem => ({
    ...of,
    commandId: text,
    command: { name: "confirm-production", input: { operationId: "o1", good: "1" } },
    accountId: "a1",
    clockOffsetMs: 0,
    text,
    takesBack: null,
    attempts: 0,
    answer: null,
  });
  const lines = (entries: readonly RunEntry[], items: readonly QueueItem[], offline = false) =>
    logLines({ unit: { site: { timeZone: "UTC" } }, reasons: REASONS, entries: [...entries], included: [], asOf: at(60) }, items, "o1", offline, words).map(
      ({ text, state }) => `${text} ${state}`,
    );
  const known: readonly RunEntry[] = [
    { ...production, id: "e2", good: "2", at: at(20) },
    { ...production, id: "e1", good: "1", at: at(0) },
  ];

  it("EX-22 has what was refused at its own time, so that the newest entry stays on top once it is saved", () => {
    const refused = item("Lot", { sequence: 1, eventTime: at(10), state: "REFUSED" });
    expect(lines(known, [refused])).toEqual(["Good +2 saved", "Lot failed", "Good +1 saved"]);
    expect(lines(known, [refused, item("Good +3", { sequence: 2, eventTime: at(30), state: "SENT" })])).toEqual(["Good +3 saved", "Good +2 saved", "Lot failed", "Good +1 saved"]);
    expect(lines(known, [{ ...refused, eventTime: at(-1) }])).toEqual(["Good +2 saved", "Good +1 saved", "Lot failed"]);
    expect(lines(known, [{ ...refused, eventTime: at(31) }])).toEqual(["Lot failed", "Good +2 saved", "Good +1 saved"]);
  });

  it("EX-22 says of what waits that it is taken back, where its undo waits behind it", () => {
    const waiting = item("Issued L-1", { sequence: 1, eventTime: at(31), state: "WAITING" });
    const undo: QueueItem = {
      ...item("Undo L-1", { sequence: 2, eventTime: at(32), state: "WAITING" }),
      takesBack: waiting.commandId,
      command: { name: "reverse-entry", input: { entryId: "", reason: "WRONG-LOT" } },
    };
    expect(lines(known, [waiting, undo], true)[0]).toBe("Issued L-1, taken back queued");
    expect(lines(known, [waiting, { ...undo, state: "REFUSED" }], true)[0]).toBe("Issued L-1 queued");
  });

  it("EX-21 has what waits here on top, the last one first, whenever it happened", () => {
    const waiting = [item("Good +3", { sequence: 1, eventTime: at(5), state: "WAITING" }), item("Good +4", { sequence: 2, eventTime: at(6), state: "WAITING" })];
    expect(lines(known, waiting, true)).toEqual(["Good +4 queued", "Good +3 queued", "Good +2 saved", "Good +1 saved"]);
  });
});

describe("UI-10 what Undo takes back", () => {
  const words = { t: translatorOf("en", "entries"), formats: formatsOf("en") };
  const mine = { ...production, personId: "m", good: "120" };
  const asked = (command: QueueItem["command"]): QueueItem => ({
    sequence: 1,
    commandId: "c9",
    command,
    accountId: "a1",
    eventTime: AT,
    clockOffsetMs: 0,
    text: "",
    takesBack: null,
    state: "WAITING",
    attempts: 0,
    answer: null,
  });
  const on = runComponent("CAST", { mode: "BACKFLUSH", mounted: { mountId: "on", lot: "L-1", left: "5", since: AT } });
  const found = (entries: readonly RunEntry[], items: readonly QueueItem[] = []) =>
    undoOf({ entries, included: [], asOf: "2026-03-02T10:00:00Z", components: [on] }, items, { accountId: "a1", personId: "m" }, words);
  const undo = (...of: Parameters<typeof found>) => {
    const command = found(...of)?.command;
    return command?.name === "reverse-entry" ? command.input.entryId : undefined;
  };

  it("is the newest own entry", () => expect(undo([{ ...mine, id: "e3", personId: "n" }, { ...mine, id: "e2" }, mine])).toBe("e2"));
  it("EX-19 is no entry that corrects another: of what was made nothing would be left", () => {
    expect(
      undo([
        { ...mine, id: "e2", good: "12", corrects: true },
        { ...mine, reversed: true },
      ]),
    ).toBeUndefined();
  });
  it("EX-22 is what waits here as well, whatever it is: an issue, a check and a mount", () => {
    const reversed = (reason: string) => ({ name: "reverse-entry", input: { entryId: "", reason } });
    expect([
      found([], [asked({ name: "issue-material", input: { operationId: "o1", lot: "L-1" } })]),
      found([], [asked({ name: "issue-material", input: { operationId: "o1", componentId: "c1", quantity: "5" } })]),
      found([], [asked({ name: "record-check", input: { checkId: "q1", operationId: "o1", results: [] } })]),
      found([], [asked({ name: "mount-lot", input: { operationId: "o1", lot: "L-1" } })]),
    ]).toMatchObject([
      { label: "Undo L-1", takesBack: "c9", command: reversed("WRONG-LOT") },
      { label: "Undo the issue", takesBack: "c9", command: reversed("WRONG-LOT") },
      { label: "Undo the check", takesBack: "c9", command: reversed("MISKEY") },
      { label: "Undo L-1", takesBack: "c9", command: reversed("WRONG-LOT") },
    ]);
  });
  it("TR-01 takes back a mount while its lot is on", () => {
    const mount = { ...entry, kind: "MOUNT", item: "CAST", lot: "L-1", personId: "m" } as const;
    expect(found([{ ...mount, id: "on" }])).toMatchObject({ label: "Undo L-1", command: { name: "reverse-entry", input: { entryId: "on", reason: "WRONG-LOT" } } });
    expect(found([{ ...mount, id: "off" }])).toBeUndefined();
  });
  it("is none that this tablet has asked to take back or to correct", () => {
    const of = { entryId: "e", reason: "MISKEY" };
    expect(undo([mine], [asked({ name: "reverse-entry", input: of })])).toBeUndefined();
    expect(undo([mine], [asked({ name: "correct-entry", input: { ...of, good: "12", scrap: "0", rework: "0" } })])).toBeUndefined();
  });
});
