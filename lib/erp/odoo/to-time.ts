import type { ConfirmationData } from "@/lib/messages/production-confirmed.v1";
import type { z } from "zod";
import type { OdooSettings } from "./settings";

/** A time entry to be made: which loss it is booked on, how long, and by whom (null: the account of the connection). */
export type TimeEntry = { readonly loss: "productive" | "performance" | "quality"; readonly seconds: number; readonly user: number | null };

const LOSS = { SETUP: "productive", RUN: "productive", REWORK: "quality", DELAY: "performance" } as const;

/**
 * The time of a confirmation: one entry per activity for the machine, or one per activity and person. Where no time was taken an entry
 * of no length stands for the message, so that it has a document.
 */
export function timeEntries(time: z.infer<typeof ConfirmationData>["time"], settings: Pick<OdooSettings, "bookedTime" | "users">): TimeEntry[] {
  const entries = time.flatMap(({ activity, machineSeconds, labour }): TimeEntry[] => {
    const loss = LOSS[activity];
    if (settings.bookedTime === "MACHINE") return [{ loss, seconds: machineSeconds, user: null }];
    return labour.map(({ person, seconds }) => ({ loss, seconds, user: settings.users[person] ?? null }));
  });
  const taken = entries.filter((entry) => entry.seconds > 0);
  return taken.length > 0 ? taken : [{ loss: "productive", seconds: 0, user: null }];
}
