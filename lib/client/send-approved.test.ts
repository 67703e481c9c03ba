import { describe, expect, it } from "vitest";
import type { Approval, SendResult } from "./queue-item";
import { approvalOf, approvedInput, staysUnanswered } from "./send-approved";

const refused = (code: string): SendResult => ({ ok: false, code, params: {} });

describe("EX-23 what a lead approves", () => {
  it.each<[string, SendResult | undefined, boolean, boolean]>([
    ["goes again under its id where nobody answered", undefined, false, true],
    ["keeps its id when a wrong PIN follows an answer that was lost", refused("BAD_BADGE_OR_PIN"), true, true],
    ["keeps it as well when no lead signs it", refused("APPROVER_NOT_LEAD"), true, true],
    ["is a new one after a wrong PIN, when it was never sent before", refused("BAD_BADGE_OR_PIN"), false, false],
    ["is a new one once it was looked at and refused", refused("ABOVE_TOLERANCE"), true, false],
  ])("%s", (_, answer, before, stays) => expect(staysUnanswered(answer, before)).toBe(stays));
});

describe("EX-21 what a lead approves later than it was entered", () => {
  const entered = { eventTime: "2026-03-02T10:12:00.000Z", clockOffsetMs: -40 };
  const kept = { ...entered, deviceSequence: 7 };
  const reason = { code: "Customer takes it", name: "Customer takes it" };
  const approval = (command: Approval["command"]) => approvalOf({ ...entered, sequence: 7 }, command, reason);
  const approved = (command: Approval["command"]) => approvedInput({ ...entered, sequence: 7 }, approval(command));

  it("was made, used and mounted when it was entered, and has waited at the tablet since then", () => {
    expect(approved({ name: "confirm-production", input: { operationId: "o1", good: "70", overrideReason: "Customer takes it" } })).toEqual({
      operationId: "o1",
      good: "70",
      overrideReason: "Customer takes it",
      commandId: expect.any(String),
      ...kept,
    });
    expect(approved({ name: "issue-material", input: { operationId: "o1", lot: "L1" } })).toMatchObject(kept);
    expect(approved({ name: "mount-lot", input: { operationId: "o1", lot: "L1" } })).toMatchObject(kept);
  });

  it("starts and ends with the approval: others may have worked there meanwhile", () => {
    expect(approved({ name: "start-operation", input: { operationId: "o1", workUnitId: "u1" } })).toEqual({
      operationId: "o1",
      workUnitId: "u1",
      commandId: expect.any(String),
    });
    expect(approved({ name: "complete-operation", input: { operationId: "o1" } })).not.toHaveProperty("eventTime");
  });

  it("EX-23 goes again as it went, whatever the tablet has come to know of its entry since", () => {
    const command: Approval["command"] = { name: "confirm-production", input: { operationId: "o1", good: "70" } };
    const unanswered = approval(command);
    expect(unanswered.input).toMatchObject({ commandId: unanswered.commandId, ...kept });
    expect(approvedInput({ eventTime: "2026-03-02T10:13:00.000Z", clockOffsetMs: 3_600_000, sequence: 8 }, unanswered)).toEqual(unanswered.input);
  });

  it.each<[Approval["command"], object]>([
    [{ name: "confirm-production", input: { operationId: "o1", good: "70", expectedTotal: "104" } }, entered],
    [{ name: "issue-material", input: { operationId: "o1", lot: "L1" } }, entered],
    [{ name: "mount-lot", input: { operationId: "o1", lot: "L1" } }, {}],
    [{ name: "start-operation", input: { operationId: "o1", workUnitId: "u1" } }, {}],
  ])("EX-23 goes again as a page of an older version sent it, which kept no more than the command: $name", (command, time) =>
    expect(approvedInput({ ...entered, sequence: 7 }, { commandId: "c1", command, reason })).toStrictEqual({ ...command.input, commandId: "c1", ...time }),
  );
});
