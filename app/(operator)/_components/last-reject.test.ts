import { describe, expect, it } from "vitest";
import type { ConfirmInput, OperatorCommand } from "@/lib/client/operator-command";
import type { QueueItem } from "@/lib/client/queue-item";
import type { RunEntry } from "@/lib/queries/operator/run-entries";
import { lastReject } from "./last-reject";

const stored = (over: Partial<Extract<RunEntry, { kind: "PRODUCTION" }>> = {}): RunEntry => ({
  kind: "PRODUCTION",
  id: "e1",
  at: "2026-03-02T08:00:00Z",
  recordedAt: "2026-03-02T08:00:00Z",
  personId: "p1",
  activity: "RUN",
  good: "0",
  scrap: "0.5",
  rework: "0",
  reason: "SAMPLE",
  reversed: false,
  reversal: false,
  ...over,
});
const item = (commandId: string, command: OperatorCommand, takesBack: string | null = null): QueueItem => ({
  sequence: 1,
  commandId,
  command,
  accountId: "a1",
  eventTime: "2026-03-02T08:01:00Z",
  clockOffsetMs: 0,
  text: "",
  takesBack,
  state: "WAITING",
  attempts: 0,
  answer: null,
});
const sent = (commandId: string, input: Partial<ConfirmInput>) =>
  item(commandId, { name: "confirm-production", input: { operationId: "o1", scrap: "2.5", scrapReason: "LABEL", ...input } });
const back = (entryId: string, takesBack: string | null = null) => item(`back of ${entryId}`, { name: "reverse-entry", input: { entryId, reason: "MISKEY" } }, takesBack);

const sample = { amount: "0.5", reason: "SAMPLE" };
const label = { amount: "2.5", reason: "LABEL" };

describe("UI-05 what was scrap or went to rework last, for one tap more", () => {
  it.each<[string, readonly RunEntry[], readonly QueueItem[], "SCRAP" | "REWORK", ReturnType<typeof lastReject>]>([
    ["is the newest of the run", [stored(), stored({ id: "e0", scrap: "9" })], [], "SCRAP", sample],
    ["is behind what was good since", [stored({ good: "40", scrap: "0", reason: null }), stored()], [], "SCRAP", sample],
    ["is what waits here before what is stored", [stored()], [sent("c1", {})], "SCRAP", label],
    ["is the last that waits", [], [sent("c1", { scrap: "7" }), sent("c2", {})], "SCRAP", label],
    ["is of its own kind: rework", [stored(), stored({ scrap: "0", rework: "3", reason: "LABEL" })], [sent("c1", {})], "REWORK", { amount: "3", reason: "LABEL" }],
    ["is none that was taken back", [stored({ reversed: true })], [], "SCRAP", undefined],
    ["is none that took something back", [stored({ reversal: true, scrap: "-0.5" })], [], "SCRAP", undefined],
    ["is none that is being taken back", [stored()], [back("e1")], "SCRAP", undefined],
    ["is none that is undone before it was sent", [stored()], [sent("c1", {}), back("", "c1")], "SCRAP", sample],
    ["is none of another operation", [], [sent("c1", { operationId: "o2" })], "SCRAP", undefined],
    ["is none that came out of rework", [stored({ activity: "REWORK" })], [sent("c1", { activity: "REWORK" })], "SCRAP", undefined],
    ["is none without a reason", [stored({ reason: null })], [], "SCRAP", undefined],
  ])("%s", (_, entries, items, kind, found) => expect(lastReject(entries, items, "o1", kind)).toEqual(found));
});
