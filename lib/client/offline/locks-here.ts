import { v7 as uuidv7 } from "uuid";
import { z } from "zod/mini";
import { floorDatabase } from "@/lib/client/floor-database";
import { inPatience } from "@/lib/client/patience";
import { answerOf } from "@/lib/client/send-command";
import { keptJson } from "./kept-json";
import { KNOWN_DAYS, type KnownPerson } from "./known-people";

/** A lock as the server hears of it: whose badge it is as far as this tablet knows, or the tablet for all of them (`whole`), and how long ago it was locked. */
type ToldLock = { readonly lockId: string; readonly accountId: string | null; readonly whole: boolean; readonly agoMs: number };

type Parts = {
  readonly people: () => Promise<readonly Pick<KnownPerson, "accountId" | "badge">[]>;
  /** Whether the server has taken it. */
  readonly send: (lock: ToldLock) => Promise<boolean>;
};

const LOCKS = "millrace-locks";
/** The latest are kept: no tablet is tried out more often in a week, and a lead reads no more. */
const MOST = 20;
const KEPT_MS = KNOWN_DAYS * 86_400_000;

const Locks = z.array(z.object({ id: z.string(), badge: z.nullable(z.string()), at: z.number() }));
type Locks = z.infer<typeof Locks>;

/** SEC-05: keeps that wrong PINs have locked a badge here without the network, until a lead hears of it. `badge`: as this device alone can recognise it; null: the tablet for all. */
export function keepLock(badge: string | null, at: Date): void {
  keep([...kept(), { id: uuidv7(), badge, at: at.getTime() }].slice(-MOST));
}

/**
 * Tells the server, one by one, of the locks that it has not heard of. What it does not take waits for the next time.
 * @throws Error when no server of ours has answered, or it takes no more for now.
 */
export async function tellLocks(now: Date, { people = peopleHere, send = post }: Partial<Parts> = {}): Promise<void> {
  // Where a clock was set back meanwhile it was just now, as far as anybody knows.
  const agoMs = ({ at }: Locks[number]) => Math.max(0, now.getTime() - at);
  const [recent, old] = [kept().filter((lock) => agoMs(lock) < KEPT_MS), kept().filter((lock) => agoMs(lock) >= KEPT_MS)];
  old.forEach(forget);
  if (recent.length === 0) return;
  const known = await people();
  for (const lock of recent) {
    const accountId = known.find(({ badge }) => badge !== undefined && badge === lock.badge)?.accountId ?? null;
    if (await send({ lockId: lock.id, accountId, whole: lock.badge === null, agoMs: agoMs(lock) })) forget(lock);
  }
}

const peopleHere: Parts["people"] = async () => (await floorDatabase()).getAll("people");

async function post(lock: ToldLock): Promise<boolean> {
  const [body, headers] = [JSON.stringify(lock), { "content-type": "application/json", accept: "application/json" }];
  const response = await inPatience((signal) => fetch("/api/tablet-locks", { method: "POST", cache: "no-store", headers, body, signal }));
  return (await answerOf(response, "tablet-lock")).ok;
}

function forget({ id }: Locks[number]): void {
  keep(kept().filter((lock) => lock.id !== id));
}

function keep(locks: Locks): void {
  localStorage.setItem(LOCKS, JSON.stringify(locks));
}

function kept(): Locks {
  const locks = Locks.safeParse(keptJson(localStorage, LOCKS));
  return locks.success ? locks.data : [];
}
