import { expect, it } from "vitest";
import type { OperatorCommand } from "@/lib/client/operator-command";
import type { QueueItem } from "@/lib/client/queue-item";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";
import { overrideOf, overrideOfCorrection } from "./override-of";

const correction: OperatorCommand = { name: "correct-entry", input: { entryId: "e", reason: "MISKEY", good: "120", scrap: "0", rework: "0" } };
const allowed: OperatorCommand = { ...correction, input: { ...correction.input, overrideReason: "customer takes them" } };

it("EX-07 a lead lets a correction above the tolerance through with a reason, as it is otherwise", () => {
  expect(overrideOfCorrection(correction, "ABOVE_TOLERANCE")?.again("customer takes them")).toEqual(allowed);
});

it.each<[string, OperatorCommand, string]>([
  ["what is above the site's own limit", allowed, "ABOVE_TOLERANCE"],
  ["what was refused for something else", correction, "NOT_REVERSIBLE"],
  ["what is no correction", { name: "reverse-entry", input: { entryId: "e", reason: "MISKEY" } }, "ABOVE_TOLERANCE"],
])("EX-07 no lead lets through %s", (_, command, code) => expect(overrideOfCorrection(command, code)).toBeUndefined());

const refused = (command: OperatorCommand, code: string, params: Record<string, string | string[]>): QueueItem => ({
  sequence: 1,
  commandId: "c",
  command,
  accountId: "a",
  eventTime: "2026-03-02T10:00:00.000Z",
  clockOffsetMs: 0,
  text: "Entry",
  takesBack: null,
  state: "REFUSED",
  attempts: 1,
  answer: { ok: false, code, params },
});

it("EX-05 EX-07 a lead who lets more good through decides over the entry, whatever somebody else has recorded since it was made", () => {
  const more = refused({ name: "confirm-production", input: { operationId: "o", good: "70", expectedTotal: "40" } }, "ABOVE_TOLERANCE", { max: "204" });
  const again = overrideOf(more, undefined)?.again("customer takes them");
  expect(again?.input).toEqual({ operationId: "o", good: "70", expectedTotal: undefined, overrideReason: "customer takes them" });
});

const named = (code: string): ReasonChoice => ({ code, name: code, class: "OTHER", comment: false });
const own = [named("OPEN-PACK")];
const lists = { stop: [named("MAT-WAIT")], scrap: [named("HANDLING")], issuedShort: own };

it.each<[string, string, Record<string, string | string[]>, typeof lists | Omit<typeof lists, "issuedShort">, string[]]>([
  ["the site's list for it where material is short", "ISSUED_SHORT", { components: ["CAST-01"] }, lists, ["OPEN-PACK"]],
  ["stops and scrap where the order is short", "BELOW_TOLERANCE", { good: "7" }, lists, ["MAT-WAIT", "HANDLING"]],
  ["any of them where both are, under one reason", "BELOW_TOLERANCE", { good: "7", components: ["CAST-01"] }, lists, ["MAT-WAIT", "HANDLING", "OPEN-PACK"]],
  ["stops and scrap where a site has no list for material", "ISSUED_SHORT", { components: ["CAST-01"] }, { stop: lists.stop, scrap: lists.scrap }, ["MAT-WAIT", "HANDLING"]],
])("EX-03 a lead who completes all the same chooses from %s", (_, code, params, reasons, choices) => {
  const item = refused({ name: "complete-operation", input: { operationId: "o" } }, code, params);
  const override = overrideOf(item, reasons);
  if (override === undefined || !("choices" in override)) throw new Error("a lead may complete it with a reason of a list");
  expect(override.choices.map((one) => one.code)).toEqual(choices);
  expect(override.again("X")).toEqual({ name: "complete-operation", input: { operationId: "o", shortCloseReason: "X" } });
});
