"use client";

import { useTranslations } from "next-intl";

const STATES = ["PRODUCING", "MICRO_STOP", "SETUP", "STARVED", "BLOCKED", "HELD", "DOWN", "STANDBY", "PLANNED_DOWN", "ENGINEERING", "NOT_SCHEDULED", "UNKNOWN", "PAUSED"] as const;

/** The word for an equipment state, or for `PAUSED`, in the language of the person; a state that nobody knows is no signal. */
export function useStateWord(): (state: string) => string {
  const t = useTranslations("states");
  return (state) => t(STATES.find((known) => known === state) ?? "UNKNOWN");
}
