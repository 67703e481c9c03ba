import type { Role } from "@/lib/auth/permissions";

/** What each role is called at a desk. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  OPERATOR: "Operator",
  LEAD: "Shift lead",
  MAINTENANCE: "Maintenance",
  QUALITY_TECH: "Quality technician",
  QUALITY_MANAGER: "Quality manager",
  PLANNER: "Planner",
  FINANCE: "Finance",
  IT: "Integration and IT",
  SYSTEM_ADMIN: "User administrator",
  EXECUTIVE: "Executive",
  AUDITOR: "Auditor",
};
