import { and, eq } from "drizzle-orm";
import { account, device, session } from "@/db/schema/identity";
import { person, site } from "@/db/schema/reference";
import { keyedHash, sameHash } from "@/lib/platform/keyed-hash";
import type { Actor } from "./actor";
import type { AuthContext } from "./context";
import { sitesOf } from "./person-actor";

/** EX-21: nothing is older, and nobody who signed on longer ago is known without the network (EX-22). */
const KNOWN_MS = 7 * 24 * 3_600_000;
/** Clocks of tablets are off by a little. */
const CLOCK_MS = 2 * 60_000;

/** Who tapped something on a tablet, by their last sign-on there with the network, and what that sign-on's key makes of what they tapped. */
export type TappedBy = { readonly accountId: string; readonly signOn: string; readonly proof: string };

/** What was tapped: a command by name and the input as it was sent. */
export type Tapped = { readonly command: string; readonly input: Readonly<Record<string, unknown>> };

/** The key with which whoever signed on with this session proves on their tablet what they tap, in base64url. Another one for each sign-on. */
export function signOnKey(secret: string, sessionId: string): string {
  return keyedHash(secret, "sign-on", sessionId);
}

/**
 * What `proof` is made of, the same text as on the tablet: who tapped which command when, with what. Without the number that the tablet gives it later, and without
 * the entry of a reversal or a photo, which is known only once its command was answered.
 */
function provenText(accountId: string, { command, input }: Tapped): string {
  const { commandId, eventTime, deviceSequence: _number, clockOffsetMs: _offset, entryId: _entry, ...rest } = input;
  return [accountId, command, commandId, eventTime, JSON.stringify(rest)].join("\n");
}

/**
 * SEC-06, EX-21: whoever tapped what another person's session brings, with the rights that they have now; null where nothing proves that they did. Proven is what was
 * made with the key of a sign-on of theirs, at this same enrolled tablet, not more than seven days before. Somebody whose account is closed, or who has left, has no
 * right at its site: their entry is refused, and a lead finds it.
 */
export async function tapper(auth: AuthContext, deliverer: Actor, by: TappedBy, tapped: Tapped): Promise<Actor | null> {
  const { deviceId } = deliverer;
  if (deviceId === null || !sameHash(by.proof, keyedHash(signOnKey(auth.secret, by.signOn), "tap", provenText(by.accountId, tapped)))) return null;
  const [found] = await auth.db
    .select({ name: account.name, personId: account.personId, active: account.active, employed: person.active, at: session.createdAt, siteId: site.id, code: site.code })
    .from(session)
    .innerJoin(device, eq(device.id, session.deviceId))
    .innerJoin(site, eq(site.id, device.siteId))
    .innerJoin(account, eq(account.id, session.accountId))
    .leftJoin(person, eq(person.id, account.personId))
    .where(and(eq(session.id, by.signOn), eq(session.accountId, by.accountId), eq(session.deviceId, deviceId), eq(session.kind, "TABLET")));
  if (found === undefined) return null;
  const sinceMs = Date.parse(String(tapped.input.eventTime)) - found.at.getTime();
  if (!(sinceMs > -CLOCK_MS && sinceMs < KNOWN_MS + CLOCK_MS)) return null;
  const { siteId, code } = found;
  const theirs = found.active && found.employed !== false ? await sitesOf(auth, by.accountId) : [];
  return {
    kind: "PERSON",
    name: found.name,
    accountId: by.accountId,
    personId: found.personId,
    sessionId: null,
    deviceId,
    machineKeyId: null,
    sites: [theirs.find((one) => one.siteId === siteId) ?? { siteId, code, roles: [] }],
    permissions: [],
    deliveredBy: deliverer.accountId,
  };
}
