import "server-only";
import { redirect } from "next/navigation";
import { sitesWith } from "@/lib/auth/authorise";
import { requireActor } from "@/lib/edge/require-actor";

/** Sends whoever comes when called and may not see what runs, such as maintenance or quality, from the lines to the calls: a tablet opens where it was left. */
export async function callsInstead(): Promise<void> {
  const actor = await requireActor();
  if (sitesWith(actor, "operation.read").length === 0 && sitesWith(actor, "exception.end").length > 0) redirect("/calls");
}
