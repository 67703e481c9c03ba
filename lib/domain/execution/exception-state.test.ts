import { describe, expect, it } from "vitest";
import { decideClosing, decideResolution, type EndContext, type ExceptionOwner, type ExceptionState, mayMoveException } from "./exception-state";

const STATES: readonly ExceptionState[] = ["RAISED", "ACKNOWLEDGED", "IN_PROGRESS", "RESOLVED", "CLOSED"];

describe("§2.2 exceptions", () => {
  it.each<[ExceptionState, readonly ExceptionState[]]>([
    ["RAISED", ["ACKNOWLEDGED", "RESOLVED"]],
    ["ACKNOWLEDGED", ["IN_PROGRESS", "RESOLVED"]],
    ["IN_PROGRESS", ["RESOLVED"]],
    ["RESOLVED", ["IN_PROGRESS", "CLOSED"]],
    ["CLOSED", []],
  ])("%s goes to %o and nowhere else", (from, expected) => expect(STATES.filter((to) => mayMoveException(from, to))).toEqual(expected));
});

describe("§2.5 who ends an exception", () => {
  const context = (kind: string, caller: readonly ExceptionOwner[], more: Partial<EndContext> = {}): EndContext => ({ state: "RAISED", class: kind, caller, own: false, ...more });
  const code = (decision: { ok: true } | { ok: false; code: string }) => (decision.ok ? "ok" : decision.code);

  it.each<[string, readonly ExceptionOwner[], string]>([
    ["LINE_DOWN", ["MAINTENANCE"], "ok"],
    ["LINE_DOWN", ["LEAD"], "ok"],
    ["LINE_DOWN", ["QUALITY"], "NOT_YOURS"],
    ["QUALITY_FAIL", ["LEAD"], "NOT_YOURS"],
    ["QUALITY_FAIL", ["QUALITY"], "ok"],
    ["MESSAGE_DEAD", ["IT"], "ok"],
    ["HELP_CALL", ["LEAD"], "ok"],
    ["COUNTER_SUSPECT", ["LEAD"], "ok"],
    ["COUNTER_SUSPECT", [], "NOT_YOURS"],
  ])("%s by %o: %s", (kind, caller, expected) => expect(code(decideResolution(context(kind, caller)))).toBe(expected));

  it("an own call, or what one has taken, is one's own whatever the role", () => expect(code(decideResolution(context("QUALITY_FAIL", [], { own: true })))).toBe("ok"));

  it.each<[ExceptionState, string, string]>([
    ["RAISED", "ok", "EXCEPTION_OPEN"],
    ["ACKNOWLEDGED", "ok", "EXCEPTION_OPEN"],
    ["IN_PROGRESS", "ok", "EXCEPTION_OPEN"],
    ["RESOLVED", "EXCEPTION_OVER", "ok"],
    ["CLOSED", "EXCEPTION_OVER", "EXCEPTION_OVER"],
  ])("from %s: resolve %s, close %s", (state, resolve, close) => {
    expect(code(decideResolution(context("HELP_CALL", ["LEAD"], { state })))).toBe(resolve);
    expect(code(decideClosing(context("HELP_CALL", ["LEAD"], { state })))).toBe(close);
  });
});
