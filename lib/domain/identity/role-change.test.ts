import { describe, expect, it } from "vitest";
import { decideRoleChange, type HeldRole } from "./role-change";

const at = (siteId: string, role: string): HeldRole => ({ siteId, role });
const decided = (change: "GRANT" | "WITHDRAW", role: HeldRole, roles: readonly HeldRole[], more: { by?: string; active?: boolean } = {}) => {
  const decision = decideRoleChange({ by: more.by ?? "admin", account: { id: "one", active: more.active ?? true, roles }, change, role });
  return decision.ok ? decision.value : decision.code;
};

describe("SEC-01 who may have which role", () => {
  it.each<[string, Parameters<typeof decided>, string]>([
    ["a role is granted", ["GRANT", at("A", "PLANNER"), []], "GRANT"],
    ["the same at another site as well", ["GRANT", at("B", "PLANNER"), [at("A", "PLANNER")]], "GRANT"],
    ["none twice", ["GRANT", at("A", "PLANNER"), [at("A", "PLANNER")]], "ROLE_HELD"],
    ["none to an account that is closed", ["GRANT", at("A", "PLANNER"), [], { active: false }], "ACCOUNT_CLOSED"],
    ["one is withdrawn, from a closed account too", ["WITHDRAW", at("A", "PLANNER"), [at("A", "PLANNER")], { active: false }], "WITHDRAW"],
    ["none that is not held there", ["WITHDRAW", at("B", "PLANNER"), [at("A", "PLANNER")]], "ROLE_NOT_HELD"],
    ["nobody grants one to themselves", ["GRANT", at("A", "PLANNER"), [], { by: "one" }], "ROLE_OF_SELF"],
    ["nobody takes one from themselves", ["WITHDRAW", at("A", "SYSTEM_ADMIN"), [at("A", "SYSTEM_ADMIN")], { by: "one" }], "ROLE_OF_SELF"],
    ["who looks after users gets no business role, at no site", ["GRANT", at("B", "FINANCE"), [at("A", "SYSTEM_ADMIN")]], "ADMIN_ALONE"],
    ["who has a business role does not look after users", ["GRANT", at("A", "SYSTEM_ADMIN"), [at("B", "FINANCE")]], "ADMIN_ALONE"],
    ["users are looked after at two sites", ["GRANT", at("B", "SYSTEM_ADMIN"), [at("A", "SYSTEM_ADMIN")]], "GRANT"],
  ])("%s", (_, change, outcome) => expect(decided(...change)).toBe(outcome));
});
