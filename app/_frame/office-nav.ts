import type { NavItem } from "@/components/layout/app-bar";
import type { Permission } from "@/lib/auth/permissions";

/** The main navigation of the office; each person sees the entries that their roles allow. */
export const OFFICE_NAV: readonly (NavItem & { readonly permission: Permission })[] = [
  { href: "/wip", label: "Live WIP", permission: "plan.read" },
  { href: "/orders", label: "Orders", permission: "plan.read" },
  { href: "/performance", label: "OEE", permission: "stop.read" },
  { href: "/wip-value", label: "WIP value", permission: "cost.read" },
  { href: "/unconfirmed-time", label: "Time not booked", permission: "cost.read" },
  { href: "/trace", label: "Trace", permission: "trace.read" },
  { href: "/quality", label: "Quality", permission: "hold.place" },
  { href: "/instructions", label: "Instructions", permission: "instruction.read" },
  { href: "/messages", label: "Messages", permission: "message.read" },
  { href: "/reconciliation", label: "Reconciliation", permission: "message.read" },
  { href: "/connections", label: "Connections", permission: "integration.configure" },
  { href: "/policy", label: "Policy", permission: "integration.configure", more: true },
  { href: "/telemetry", label: "Telemetry", permission: "integration.configure" },
  { href: "/quarantine", label: "Quarantine", permission: "message.replay", more: true },
  { href: "/devices", label: "Devices", permission: "device.manage", more: true },
  { href: "/machine-keys", label: "Machine keys", permission: "device.manage", more: true },
  { href: "/people", label: "People and roles", permission: "user.manage" },
  { href: "/api-docs", label: "API", permission: "device.manage", more: true },
];
