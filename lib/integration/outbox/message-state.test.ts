import { describe, expect, it } from "vitest";
import { outboxStates } from "@/db/schema/integration";
import { moveMessage, statesBefore } from "./message-state";

describe("IN-02 message states", () => {
  it.each([
    ["NEW", "send", "SENDING"],
    ["SENDING", "accept", "ACCEPTED"],
    ["SENDING", "reject", "REJECTED"],
    ["SENDING", "wait", "RETRY_WAIT"],
    ["SENDING", "die", "DEAD"],
    ["RETRY_WAIT", "send", "SENDING"],
    ["DEAD", "replay", "REPLAYED"],
    ["REJECTED", "resolve", "REPLAYED"],
    ["NEW", "withdraw", "REPLAYED"],
    ["RETRY_WAIT", "withdraw", "REPLAYED"],
    ["REPLAYED", "send", "SENDING"],
    ["SENDING", "bury", "RESOLVED"],
  ] as const)("%s —%s→ %s", (from, trigger, to) => expect(moveMessage(from, trigger)).toEqual({ ok: true, value: to }));

  it.each([
    ["ACCEPTED", "replay"],
    ["ACCEPTED", "send"],
    ["RESOLVED", "replay"],
    ["NEW", "accept"],
    ["RETRY_WAIT", "resolve"],
    ["SENDING", "withdraw"],
  ] as const)("refuses %s —%s", (from, trigger) => expect(moveMessage(from, trigger)).toMatchObject({ ok: false, code: "INVALID_TRANSITION" }));

  it("ends in ACCEPTED and RESOLVED only, and people may only touch what is parked", () => {
    const triggers = ["send", "accept", "reject", "wait", "die", "skip", "bury", "replay", "resolve"] as const;
    expect(outboxStates.filter((state) => triggers.every((trigger) => !moveMessage(state, trigger).ok))).toEqual(["ACCEPTED", "RESOLVED"]);
    expect(statesBefore("replay")).toEqual(["REJECTED", "DEAD"]);
  });
});
