import { keptJson } from "./kept-json";
import type { SignOnMark } from "./known-people";

/** SEC-07: a tablet that nobody has touched for this long asks who is there. */
export const IDLE_MS = 5 * 60_000;
const PRESENT = "millrace-present";
const SESSION = "millrace-session-of";
const HANDED = "millrace-sign-on";

/** Says who is at the tablet, by the mark of their sign-on; null: nobody. Outlives a reload and a change of the battery. */
export function setPresent(mark: string | null, now: Date): void {
  if (mark === null) localStorage.removeItem(PRESENT);
  else localStorage.setItem(PRESENT, JSON.stringify({ mark, touchedAt: now.getTime() }));
}

/** Whether a key of the storage is the one that says who is at the tablet. */
export const isPresence = (key: string | null): boolean => key === PRESENT;

/** The mark of whoever was at the tablet within the last five minutes, or null; also where the clock was set back since, for then nobody knows how long ago that is. */
export function presentMark(now: Date): string | null {
  const { mark, touchedAt } = read(localStorage, PRESENT);
  return typeof mark === "string" && typeof touchedAt === "number" && Math.abs(now.getTime() - touchedAt) < IDLE_MS ? mark : null;
}

/** Keeps whoever is at the tablet there, because they touched it. */
export function touchPresent(now: Date): void {
  const mark = presentMark(now);
  if (mark !== null) setPresent(mark, now);
}

/** Whose session the server has for this browser, as far as this browser knows. */
export const sessionAccount = {
  read: (): string | null => localStorage.getItem(SESSION),
  set: (accountId: string): void => localStorage.setItem(SESSION, accountId),
};

/** Leaves the mark of a sign-on for the page that opens next and knows whose it is; in this tab's memory alone. */
export function handMarkOver(mark: SignOnMark): void {
  sessionStorage.setItem(HANDED, JSON.stringify(mark));
}

/** Takes the mark that was left, if one was. */
export function takeMark(): SignOnMark | undefined {
  const { mark, tail, badge } = read(sessionStorage, HANDED);
  sessionStorage.removeItem(HANDED);
  return typeof mark === "string" && typeof tail === "string" ? { mark, tail, badge: typeof badge === "string" ? badge : undefined } : undefined;
}

function read(storage: Storage, key: string): Readonly<Record<string, unknown>> {
  const value = keptJson(storage, key);
  return typeof value === "object" && value !== null ? { ...value } : {};
}
