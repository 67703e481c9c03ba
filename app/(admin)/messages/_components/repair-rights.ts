import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import type { RepairRights } from "./repair-actions";

/** What the actor may do about a message of a site; the commands ask again. */
export function repairRights(actor: Actor, siteCode: string | null): RepairRights {
  const site = actor.sites.find((one) => one.code === siteCode);
  const may = (permission: "message.replay" | "message.resolve" | "message.approve") => site !== undefined && authorise(actor, permission, site.siteId);
  return { replay: may("message.replay"), resolve: may("message.resolve"), approve: may("message.approve") };
}
