import { z } from "zod";
import type { FindOutcome, PostOutcome } from "@/lib/erp/port";
import { Notification } from "./api-types";
import { keyOf } from "./client";
import { literal } from "./edm";
import { SapError } from "./failure";
import { endBody, endOf, headingOf, notificationKey, type Notified, toNotification } from "./to-notification";
import { held, type Work } from "./work";

const Created = z.object({ MaintenanceNotification: z.string() });
/** How often a notification is read anew because somebody changed it in between. */
const ATTEMPTS = 3;

/** Opens, renames or ends the notification of a stop or an exception. @throws SapError. */
export async function notify(work: Work, message: Notified): Promise<PostOutcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await bringAbout(work, message);
    } catch (error) {
      const changed = error instanceof SapError && error.failure.kind === "http" && error.failure.status === 412;
      if (!changed || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Whether the notification says what the message says. @throws SapError. */
export async function findNotified(work: Work, message: Notified): Promise<FindOutcome> {
  const found = await find(work, message);
  return found !== null && says(found, message, work) ? heldAs(found) : { kind: "absent" };
}

async function bringAbout(work: Work, message: Notified): Promise<PostOutcome> {
  const { calls, settings, words } = work;
  const end = endOf(message);
  const number =
    (await find(work, message))?.MaintenanceNotification ??
    (await calls.create("notifications", "/MaintenanceNotification", toNotification(message, settings, words), Created)).MaintenanceNotification;
  const path = keyOf("MaintenanceNotification", { MaintenanceNotification: number });
  const current = await calls.get("notifications", path, {}, Notification);
  if (end === null) {
    // Said again once the reason is known. A notification that people have closed is theirs.
    const heading = headingOf(message, settings, words);
    if (current.NotificationText !== heading && current.NotificationCompletionDate === null)
      await calls.change("notifications", path, { NotificationText: heading }, current.__metadata.etag);
    return heldAs(current);
  }
  if (current.MalfunctionEndDate === null) await calls.change("notifications", path, endBody(end, settings), current.__metadata.etag);
  if (current.NotificationCompletionDate === null) await calls.call("notifications", "CompleteMaintNotification", { MaintenanceNotification: literal(number) });
  return heldAs(current);
}

function says(found: Notification, message: Notified, work: Work): boolean {
  if (endOf(message) !== null) return found.MalfunctionEndDate !== null && found.NotificationCompletionDate !== null;
  return found.NotificationCompletionDate !== null || found.NotificationText === headingOf(message, work.settings, work.words);
}

async function find({ calls }: Work, message: Notified): Promise<Notification | null> {
  const query = { $filter: `MaintNotifExtReferenceNumber eq ${literal(notificationKey(message))}` };
  return (await calls.all("notifications", "/MaintenanceNotification", query, Notification))[0] ?? null;
}

function heldAs({ MaintenanceNotification: number }: { readonly MaintenanceNotification: string }): ReturnType<typeof held> {
  return held([{ kind: "notification", number }]);
}
