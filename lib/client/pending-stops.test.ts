import { expect, it } from "vitest";
import type { OperatorCommand } from "./operator-command";
import { stopsAsTold } from "./pending-stops";
import type { QueueItem } from "./queue-item";

const from = "2026-03-17T06:00:00.000Z";
const to = "2026-03-17T06:30:00.000Z";
const at = "2026-03-17T06:10:00.000Z";
const stop = { id: "s1", state: "HELD", from, to, reason: null, by: null };
const other = { ...stop, id: "s0" };
const reasons = [{ code: "MAT-WAIT", name: "Waiting for material", class: "MATERIAL", comment: false, uses: 0 }];

const item = (command: OperatorCommand, state: QueueItem["state"] = "WAITING"): QueueItem => ({
  sequence: 1,
  commandId: "c1",
  command,
  accountId: "a",
  eventTime: at,
  clockOffsetMs: 0,
  text: "",
  takesBack: null,
  state,
  attempts: 0,
  answer: null,
});

it("UI-06: a stop that was named here has its reason at once, what was refused has not", () => {
  const named = { name: "classify-stop" as const, input: { intervalId: "s1", reason: "MAT-WAIT", comment: "foil" } };
  expect(stopsAsTold([stop, other], [item(named)], reasons)).toEqual([{ ...stop, reason: { code: "MAT-WAIT", name: "Waiting for material", comment: "foil" } }, other]);
  expect(stopsAsTold([stop, other], [item(named, "REFUSED")], reasons)).toEqual([stop, other]);
});

it("UI-06: a stop that was divided here is two that meet, newest first", () => {
  const split = { name: "split-stop" as const, input: { intervalId: "s1", at, first: { reason: "MAT-WAIT" }, second: { reason: "BRK-MECH" } } };
  expect(stopsAsTold([stop, other], [item(split)], reasons)).toMatchObject([
    { from: at, to, reason: { code: "BRK-MECH", name: "BRK-MECH" } },
    { from, to: at, reason: { name: "Waiting for material" } },
    other,
  ]);
});
