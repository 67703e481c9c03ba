import "server-only";
import { cache } from "react";
import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";
import { sitesWith } from "@/lib/auth/authorise";
import { safeReturn } from "@/lib/auth/landing";
import type { SignedIn } from "@/lib/auth/person-actor";
import type { Permission } from "@/lib/auth/permissions";
import { composition } from "@/lib/composition";
import { whoCalls, whoWatches } from "./who";

/** The signed-in person of the current request, or null; read once per request. */
export const currentPerson = cache(async (): Promise<SignedIn | null> => whoCalls(composition().auth, await headers()));

/** The signed-in person with the session, for shells that show who it is; sends everybody else to the sign-in page. */
export async function requirePerson(): Promise<SignedIn> {
  const person = await currentPerson();
  if (person !== null) return person;
  const path = safeReturn((await headers()).get("x-millrace-path"));
  redirect(path === null ? "/sign-in" : `/sign-in?to=${encodeURIComponent(path)}`);
}

/**
 * Who is asking, for pages and actions. Nobody: off to the sign-in page. Without `permission` at any site: the forbidden page, and an
 * audit entry (SEC-09). Which sites the permission covers, each query and command asks again.
 */
export async function requireActor(permission?: Permission): Promise<Actor> {
  const { actor } = await requirePerson();
  return permitted(actor, permission);
}

const currentWatcher = cache(async (): Promise<Actor | null> => whoWatches(composition().auth, await headers()));

/** Who looks at a wall display: a person as `requireActor` has them, or the display itself (`whoWatches`). */
export async function requireWatcher(permission?: Permission): Promise<Actor> {
  const watcher = await currentWatcher();
  return watcher === null ? requireActor(permission) : permitted(watcher, permission);
}

async function permitted(actor: Actor, permission: Permission | undefined): Promise<Actor> {
  if (permission === undefined || sitesWith(actor, permission).length > 0) return actor;
  const { auth } = composition();
  const path = (await headers()).get("x-millrace-path");
  await audit(auth.db, auth.clock.now(), {
    action: "page.open",
    subject: path ?? permission,
    accountId: actor.accountId,
    deviceId: actor.deviceId,
    outcome: "DENIED",
    detail: { permission },
  });
  forbidden();
}
