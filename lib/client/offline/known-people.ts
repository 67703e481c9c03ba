import type { Locale } from "@/lib/i18n/locales";
import { floorDatabase } from "@/lib/client/floor-database";

/** Somebody who has signed on here with the network, as much as a tablet may keep of a person: ids, what the role allows, the end of the badge. */
export type KnownPerson = {
  readonly accountId: string;
  readonly personId: string | null;
  readonly may: { readonly execute: boolean; readonly override: boolean };
  readonly locale: Locale;
  /** Their last sign-on here with the network: proves what they tap until the next (SEC-06). Absent where the browser has no keys. */
  readonly signOn?: { readonly id: string; readonly key: CryptoKey } | undefined;
  /** The last two digits of the badge: what the screen calls them by until the network is back. */
  readonly tail: string;
  /** The badge as this device alone can recognise it; absent where a page of an older version kept them. */
  readonly badge?: string | undefined;
  /** When they last signed on here with the network, as ISO text. */
  readonly at: string;
};

/** Badge and PIN of a sign-on as this device alone can recognise them, together and the badge for itself. */
export type SignOnMark = { readonly mark: string; readonly tail: string; readonly badge?: string | undefined };

/** Whoever was not here for longer than this signs on with the network: what is recorded offline may be no older either (EX-21). */
export const KNOWN_DAYS = 7;
/** OWASP's figure for PBKDF2 with SHA-256. */
const ROUNDS = 600_000;
const DEVICE_KEY = "device";
const DAY_MS = 86_400_000;

const bytes = (text: string) => new TextEncoder().encode(text);

async function deviceKey(): Promise<CryptoKey> {
  const db = await floorDatabase();
  const known = await db.get("keys", DEVICE_KEY);
  if (known !== undefined) return known;
  // Not extractable: what it marks can be tried out on this device only.
  const made = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  await db.put("keys", made, DEVICE_KEY);
  return made;
}

/**
 * What badge and PIN make on this device. Neither can be read from it. It opens no door of the server: what is recorded offline is sent when the
 * same person signs on with the network, and is checked then.
 */
export async function markOf(badge: string, pin: string): Promise<SignOnMark> {
  const key = await deviceKey();
  const material = await crypto.subtle.importKey("raw", bytes(`${badge}\n${pin}`), "PBKDF2", false, ["deriveBits"]);
  const salt = await crypto.subtle.sign("HMAC", key, bytes("salt"));
  const stretched = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, material, 256);
  const mark = new Uint8Array(await crypto.subtle.sign("HMAC", key, stretched));
  return { mark: btoa(String.fromCharCode(...mark)), tail: badge.slice(-2), badge: await badgeMarkOf(badge) };
}

/** A badge as this device alone can recognise it: whose PIN is tried. */
export async function badgeMarkOf(badge: string): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", await deviceKey(), bytes(`badge\n${badge}`)))));
}

/** Keeps who has just signed on, so that they can without the network as well. Whoever has a new PIN is known by that alone; whom the tablet knows no more is forgotten. */
export async function rememberPerson(mark: string, person: KnownPerson): Promise<void> {
  const db = await floorDatabase();
  for (const old of await db.getAllKeys("people")) {
    const known = await db.get("people", old);
    if (known !== undefined && isForgotten(known, person)) await db.delete("people", old);
  }
  await db.put("people", person, mark);
}

/** True for an earlier sign-on of the same person, and for one that is too old to be known by (ASVS 14.3). */
export function isForgotten(known: KnownPerson, next: Pick<KnownPerson, "accountId" | "at">): boolean {
  return known.accountId === next.accountId || !isKnownAt(known, new Date(next.at));
}

function isKnownAt({ at }: KnownPerson, now: Date): boolean {
  return now.getTime() - Date.parse(at) < KNOWN_DAYS * DAY_MS;
}

/** Who is meant by a mark, if they were here with the network within the last seven days. */
export async function personOf(mark: string, now: Date): Promise<KnownPerson | undefined> {
  const person = await (await floorDatabase()).get("people", mark);
  return person !== undefined && isKnownAt(person, now) ? person : undefined;
}
