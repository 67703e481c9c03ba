"use client";

import { useTranslations } from "next-intl";
import type { IconName } from "@/components/ui/icon";
import type { FloorCall } from "@/lib/queries/operator/floor-calls";

const ROLES = ["LEAD", "MAINTENANCE", "MATERIAL", "QUALITY", "PLANNER", "IT", "SITE_HEAD"] as const;
const KINDS = [
  "LINE_DOWN",
  "QUALITY_FAIL",
  "MATERIAL_SHORT",
  "BACKFLUSH_SHORT",
  "ISSUED_SHORT",
  "DEVIATION_ASKED",
  "SAFETY_CALL",
  "HELP_CALL",
  "COUNT_MISMATCH",
  "COUNTER_SUSPECT",
  "FLOW_SUSPECT",
  "LOT_TOLD_LATE",
  "TIME_SUSPECT",
  "LABOUR_OVERBOOKED",
  "SIGN_IN_LOCKED",
] as const;
const ICONS: Readonly<Record<string, IconName>> = { LINE_DOWN: "wrench", QUALITY_FAIL: "flask", MATERIAL_SHORT: "truck", SAFETY_CALL: "hand", HELP_CALL: "person" };

/** Who has a call: a name once somebody has taken it, else the role that it waits for, in the language of the person. */
export function useCallOwner(): (owner: string | null) => string {
  const t = useTranslations("calls.clock.owners");
  return (owner) => {
    const role = ROLES.find((each) => each === owner);
    return role === undefined ? (owner ?? t("LEAD")) : t(role);
  };
}

/** What a call is about, and where. */
export function useCallWords(): { readonly title: (call: FloorCall) => string; readonly place: (call: FloorCall) => string; readonly icon: (call: FloorCall) => IconName } {
  const t = useTranslations("calls.mine.kinds");
  return {
    title: (call) => t(KINDS.find((each) => each === call.class) ?? "OTHER"),
    // A machine that is its whole line bears its name.
    place: ({ unit, order, site }) => (unit === null ? (order ?? site.name) : unit.line === null || unit.line === unit.name ? unit.name : `${unit.name}, ${unit.line}`),
    icon: (call) => ICONS[call.class] ?? "question",
  };
}
