import { describe, expect, it } from "vitest";
import type { Actor } from "./actor";
import { landingPage, safeReturn } from "./landing";
import type { Role } from "./permissions";
import { systemActor } from "./system-actor";

const person = (...roles: Role[]): Actor => ({ ...systemActor("someone", [], []), kind: "PERSON", sites: [{ siteId: "1", code: "A", roles }] });

describe("after signing in", () => {
  it.each<[Role, string]>([
    ["OPERATOR", "/station"],
    ["MAINTENANCE", "/calls"],
    ["PLANNER", "/wip"],
    ["FINANCE", "/wip-value"],
    ["IT", "/messages"],
    ["SYSTEM_ADMIN", "/people"],
  ])("%s lands on %s", (role, page) => {
    expect(landingPage(person(role))).toBe(page);
  });

  it.each([
    ["/wip?site=A", "/wip?site=A"],
    ["//evil.example", null],
    ["https://evil.example", null],
    ["/\\evil.example", null],
    ["/sign-in?x", null],
    ["/api/stream", null],
    [undefined, null],
  ])("returns to %s as %s", (asked, path) => {
    expect(safeReturn(asked)).toBe(path);
  });
});
