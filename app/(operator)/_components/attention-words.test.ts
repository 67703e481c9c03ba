import { expect, it } from "vitest";
import { formatsOf } from "@/lib/format/formats";
import { textsIn } from "@/lib/i18n/texts-in";
import type { Attention } from "@/lib/queries/operator/attention";
import { attentionWords } from "./attention-words";

const entry = (command: string, input: Attention["input"]): Attention => ({
  id: "a1",
  command,
  input,
  code: "STALE_TOTAL",
  params: {},
  operation: null,
  unit: null,
  uom: "LTR",
  materialUom: "KGM",
  names: { FILL: "Füllmenge", "MAT-WAIT": "Warten auf Material" },
  by: null,
  happenedAt: "2026-05-01T06:00:00Z",
  withHandUntil: null,
  mayBeTakenIn: true,
  timeZone: "UTC",
});
const german = (command: string, input: Attention["input"]) =>
  attentionWords(entry(command, input), { lead: textsIn("de", "lead"), entries: textsIn("de", "entries"), formats: formatsOf("de") });

it.each<[string, string, Attention["input"], string]>([
  [
    "quantities with their unit, and each reject with its reason",
    "confirm-production",
    { good: "1200.5", scrap: "2", scrapReason: "FILL", rework: "0" },
    "Gut +1.200,5\u00a0L, Ausschuss 2\u00a0L, Füllmenge",
  ],
  ["a lot and how much of it", "issue-material", { lot: "OAT-2611", quantity: "1500" }, "OAT-2611, 1.500\u00a0kg"],
  ["why it was paused, with the words that came with it", "pause-operation", { reason: "MAT-WAIT", comment: "Stapler fehlt" }, "Warten auf Material, Stapler fehlt"],
  ["a code that the site does not have, as it is", "pause-operation", { reason: "GONE" }, "GONE"],
])("EX-22 says %s", (_, command, input, expected) => expect(german(command, input)).toMatch(new RegExp(`: ${expected.replaceAll(/[+.]/g, String.raw`\$&`)}$`)));

it("EX-22 says what was done where there is nothing more to say", () =>
  expect(german("resume-operation", { operationId: "o1" })).toBe(textsIn("de", "lead")("commands.resume-operation")));
