import { describe, expect, it } from "vitest";
import { GRANTS, PERMISSIONS, type Permission, ROLES, type Role } from "./permissions";

/** The matrix of domain §10.1, what may be read and what may be done each for itself. */
const MAY: Readonly<Record<Permission, readonly Role[]>> = {
  "operation.read": ["OPERATOR", "LEAD", "PLANNER", "FINANCE", "AUDITOR"],
  "operation.execute": ["OPERATOR", "LEAD"],
  "entry.reverse-own": ["OPERATOR", "LEAD"],
  "entry.reverse-any": ["LEAD"],
  "override.approve": ["LEAD"],
  "stop.read": ["OPERATOR", "LEAD", "MAINTENANCE", "PLANNER", "FINANCE", "EXECUTIVE", "AUDITOR"],
  "stop.classify": ["OPERATOR", "LEAD", "MAINTENANCE"],
  // §2.5: each role that is called, and who calls.
  "exception.end": ["OPERATOR", "LEAD", "MAINTENANCE", "QUALITY_TECH", "QUALITY_MANAGER", "PLANNER", "IT"],
  "check.record": ["OPERATOR", "LEAD", "QUALITY_TECH", "QUALITY_MANAGER"],
  "hold.place": ["OPERATOR", "LEAD", "QUALITY_TECH", "QUALITY_MANAGER", "PLANNER"],
  "hold.release": ["QUALITY_MANAGER"],
  "instruction.read": ["OPERATOR", "LEAD", "QUALITY_TECH", "QUALITY_MANAGER", "AUDITOR"],
  "instruction.write": ["QUALITY_MANAGER"],
  "trace.read": ["OPERATOR", "LEAD", "QUALITY_TECH", "QUALITY_MANAGER", "PLANNER", "FINANCE", "EXECUTIVE", "AUDITOR"],
  "plan.read": ["LEAD", "QUALITY_MANAGER", "PLANNER", "FINANCE", "EXECUTIVE", "AUDITOR"],
  "plan.write": ["PLANNER"],
  "shift.approve": ["PLANNER"],
  "cost.read": ["FINANCE", "EXECUTIVE", "AUDITOR"],
  "period.close": ["FINANCE"],
  "message.read": ["FINANCE", "IT", "AUDITOR"],
  "message.replay": ["IT"],
  "message.resolve": ["IT"],
  "message.approve": ["FINANCE"],
  "integration.configure": ["IT"],
  "device.manage": ["IT"],
  "user.manage": ["SYSTEM_ADMIN"],
  "audit.read": ["QUALITY_TECH", "QUALITY_MANAGER", "FINANCE", "IT", "SYSTEM_ADMIN", "EXECUTIVE", "AUDITOR"],
  // Of machines and of the worker, never of a person.
  "telemetry.write": [],
  "erp.apply": [],
};

describe("§10.1 who may what", () => {
  it.each(PERMISSIONS)("%s is of these roles and of no other", (permission) => expect(ROLES.filter((role) => GRANTS[role].includes(permission))).toEqual(MAY[permission]));

  it("SEC-01 who administers users has no right over production, and an auditor changes nothing", () => {
    expect(GRANTS.SYSTEM_ADMIN).toEqual(["user.manage", "audit.read"]);
    expect(GRANTS.AUDITOR.filter((permission) => !permission.endsWith(".read"))).toEqual([]);
  });
});
