/** Roles of domain §10.1. */
export const ROLES = ["OPERATOR", "LEAD", "MAINTENANCE", "QUALITY_TECH", "QUALITY_MANAGER", "PLANNER", "FINANCE", "IT", "SYSTEM_ADMIN", "EXECUTIVE", "AUDITOR"] as const;
export type Role = (typeof ROLES)[number];

/** What a command or a query asks for. Each is one line of the matrix of domain §10.1, split where reading and doing differ. */
export const PERMISSIONS = [
  "operation.read",
  "operation.execute",
  "entry.reverse-own",
  "entry.reverse-any",
  "override.approve",
  "stop.read",
  "stop.classify",
  "exception.end",
  "check.record",
  "hold.place",
  "hold.release",
  "instruction.read",
  "instruction.write",
  "trace.read",
  "plan.read",
  "plan.write",
  "shift.approve",
  "cost.read",
  "period.close",
  "message.read",
  "message.replay",
  "message.resolve",
  "message.approve",
  "integration.configure",
  "device.manage",
  "user.manage",
  "audit.read",
  "telemetry.write",
  "erp.apply",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const READS_ALL: readonly Permission[] = ["operation.read", "stop.read", "instruction.read", "trace.read", "plan.read", "cost.read", "message.read", "audit.read"];

/** Role × permission (domain §10.1). `telemetry.write` and `erp.apply` belong to machines and to the worker, never to a person. */
export const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  OPERATOR: [
    "operation.read",
    "operation.execute",
    "entry.reverse-own",
    "stop.read",
    "stop.classify",
    "check.record",
    "hold.place",
    "instruction.read",
    "trace.read",
    "exception.end",
  ],
  LEAD: [
    "operation.read",
    "operation.execute",
    "entry.reverse-own",
    "entry.reverse-any",
    "override.approve",
    "stop.read",
    "stop.classify",
    "exception.end",
    "check.record",
    "hold.place",
    "instruction.read",
    "trace.read",
    "plan.read",
  ],
  MAINTENANCE: ["stop.read", "stop.classify", "exception.end"],
  QUALITY_TECH: ["check.record", "hold.place", "instruction.read", "trace.read", "audit.read", "exception.end"],
  QUALITY_MANAGER: ["check.record", "hold.place", "hold.release", "instruction.read", "instruction.write", "trace.read", "plan.read", "audit.read", "exception.end"],
  PLANNER: ["operation.read", "stop.read", "hold.place", "trace.read", "plan.read", "plan.write", "shift.approve", "exception.end"],
  FINANCE: ["operation.read", "stop.read", "trace.read", "plan.read", "cost.read", "period.close", "message.read", "message.approve", "audit.read"],
  IT: ["message.read", "message.replay", "message.resolve", "integration.configure", "device.manage", "audit.read", "exception.end"],
  SYSTEM_ADMIN: ["user.manage", "audit.read"],
  EXECUTIVE: ["stop.read", "trace.read", "plan.read", "cost.read", "audit.read"],
  AUDITOR: READS_ALL,
};
