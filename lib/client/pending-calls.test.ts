import { expect, it } from "vitest";
import type { FloorCall, FloorCalls } from "@/lib/queries/operator/floor-calls";
import type { OperatorCommand } from "./operator-command";
import { callsAsTold } from "./pending-calls";
import type { QueueItem } from "./queue-item";

const AT = "2026-03-17T06:00:00.000Z";
const call: FloorCall = {
  id: "x1",
  class: "LINE_DOWN",
  call: "MAINTENANCE",
  severity: 1,
  state: "RAISED",
  raisedAt: AT,
  takenAt: null,
  owner: "MAINTENANCE",
  mine: false,
  mayTake: true,
  next: { at: AT, to: "PLANNER" },
  note: null,
  order: null,
  unit: null,
  site: { name: "Site A", timeZone: "Europe/Berlin" },
  stop: null,
  suspect: null,
  mayName: true,
};
const calls: FloorCalls = { asOf: AT, timeZone: "Europe/Berlin", calls: [call, { ...call, id: "x2" }], included: ["done"] };
const item = (command: OperatorCommand, more: Partial<QueueItem> = {}): QueueItem => ({
  sequence: 1,
  commandId: "c1",
  command,
  accountId: "a",
  eventTime: AT,
  clockOffsetMs: 0,
  text: "",
  takesBack: null,
  state: "WAITING",
  attempts: 0,
  answer: null,
  ...more,
});
const told = (name: "acknowledge-exception" | "take-over-exception" | "resolve-exception", more: Partial<QueueItem> = {}) =>
  callsAsTold(calls, [item({ name, input: { exceptionId: "x1" } }, more)], { accountId: "a", name: "Fitter" });

it("UI-06: shows at once who is on the way, who is at it, and what is done", () => {
  const mine = { owner: "Fitter", mine: true, takenAt: AT, next: null };
  expect(told("acknowledge-exception")).toEqual([{ ...call, ...mine, state: "ACKNOWLEDGED" }, calls.calls[1]]);
  expect(told("take-over-exception")).toEqual([{ ...call, ...mine, state: "IN_PROGRESS" }, calls.calls[1]]);
  expect(told("resolve-exception")).toEqual([calls.calls[1]]);
});

it("leaves alone what the server's view contains, for a call may come back, and what was refused", () => {
  expect(told("resolve-exception", { commandId: "done", state: "SENT" })).toEqual(calls.calls);
  expect(told("resolve-exception", { state: "REFUSED" })).toEqual(calls.calls);
});

it("takes nobody for the one who has it because somebody else has tapped so here and left", () => {
  for (const name of ["acknowledge-exception", "take-over-exception", "resolve-exception"] as const) expect(told(name, { accountId: "b" })).toEqual(calls.calls);
});
