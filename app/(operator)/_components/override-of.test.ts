import { expect, it } from "vitest";
import type { OperatorCommand } from "@/lib/client/operator-command";
import { overrideOfCorrection } from "./override-of";

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
