import type { ChannelScope, ConnectionRow } from "@/lib/queries/admin/channel-scope";
import { formatAge } from "./duration";
import { formatDay, formatDayTime, formatTime } from "./instant";
import { formatQuantity } from "./quantity";

/** Why the channel to the ERPs does not run as it should. `name`: of the connection; null where there is only one, whose ERP everybody knows. */
export type ChannelTrouble = { readonly kind: "NO_WORKER" } | ConnectionTrouble;

type ConnectionTrouble = { readonly connectionId: string } & (
  | { readonly kind: "PAUSED"; readonly name: string }
  | { readonly kind: "REFUSED"; readonly name: string | null; readonly code: string; readonly refusal: Refusal }
  | Down
  | { readonly kind: "UNREAD"; readonly name: string | null; readonly readAt: string | null; readonly failedSince: string; readonly reason: string; readonly timeZone: string }
);

/** `since`: when it last took a message or, unless it `reads`, could be read; null: never. `reads`: it takes no messages, and answers when it is read. */
type Down = {
  readonly kind: "DOWN";
  readonly name: string | null;
  readonly since: string | null;
  readonly reads: boolean;
  readonly nextTryAt: string | null;
  readonly timeZone: string;
};

/** It is there, and a person has to mend something: a key or right that it does not take, or how the connection is set up. `reason`: in its adapter's words. */
export type Refusal = { readonly of: "KEY" | "SET_UP"; readonly reason: string };

/** A read that fails for no longer is no news: the shortest target of what is read. */
const UNREAD_SECONDS = 60;
const KEY_CODES: ReadonlySet<string> = new Set(["AUTHENTICATION", "LOGIN", "PERMISSION"]);

/** Whether an ERP refuses the connection itself, in sending or in reading; null where it does not, or is not there at all. */
export function refusalOf({ circuit, lastError, lastErrorCode, readError, readErrorCode }: ConnectionRow): Refusal | null {
  if (circuit !== "CLOSED" && lastErrorCode !== null) return { of: KEY_CODES.has(lastErrorCode) ? "KEY" : "SET_UP", reason: lastError ?? "" };
  return readErrorCode === null ? null : { of: KEY_CODES.has(readErrorCode) ? "KEY" : "SET_UP", reason: readError ?? "" };
}

/** Whether an ERP has not been readable for longer than one waits for what it says. `now` in ms. */
export function isUnread({ readFailedSince }: Pick<ConnectionRow, "readFailedSince">, now: number): boolean {
  return readFailedSince !== null && now - Date.parse(readFailedSince) > UNREAD_SECONDS * 1000;
}

/** Whether nothing has passed between us and an ERP yet, nor failed to: it was just set up, and nobody knows whether it answers. */
export function isUnmet({ lastAcceptedAt, readAt, lastError, readError }: Pick<ConnectionRow, "lastAcceptedAt" | "readAt" | "lastError" | "readError">): boolean {
  return lastAcceptedAt === null && readAt === null && lastError === null && readError === null;
}

/** What is wrong with the channel, the worst first; null while all is well. `now` in ms. */
export function channelTrouble({ connections, workers }: Pick<ChannelScope, "connections" | "workers">, now: number): ChannelTrouble | null {
  if (workers === 0 && connections.length > 0) return { kind: "NO_WORKER" };
  const nameOf = (one: ConnectionRow): string | null => (connections.length === 1 ? null : one.name);
  const enabled = connections.filter((one) => one.enabled);
  for (const one of enabled) {
    const refusal = refusalOf(one);
    if (refusal !== null) return { kind: "REFUSED", connectionId: one.id, name: nameOf(one), code: one.code, refusal };
  }
  const down = enabled.find((one) => one.circuit !== "CLOSED");
  if (down !== undefined) return { connectionId: down.id, name: nameOf(down), ...downOf(down) };
  const unread = enabled.find((one) => isUnread(one, now));
  if (unread !== undefined) {
    const { id: connectionId, readAt, readFailedSince, readError, timeZone } = unread;
    return { kind: "UNREAD", connectionId, name: nameOf(unread), readAt, failedSince: readFailedSince ?? "", reason: readError ?? "", timeZone };
  }
  const paused = connections.find((one) => !one.enabled);
  return paused === undefined ? null : { kind: "PAUSED", connectionId: paused.id, name: paused.name };
}

/** What one that takes no messages still does. */
function downOf({ lastAcceptedAt, readAt, readFailedSince, openUntil, timeZone }: ConnectionRow): Omit<Down, "name"> {
  const readSince = readAt !== null && (lastAcceptedAt === null || Date.parse(readAt) > Date.parse(lastAcceptedAt));
  const reads = readSince && readFailedSince === null;
  return { kind: "DOWN", since: readSince && !reads ? readAt : lastAcceptedAt, reads, nextTryAt: openUntil, timeZone };
}

/** IN-09: the same in words: since when an ERP has not answered, or taken no message, and how long that is, how much waits, and when the next try is made. `now` in ms. */
export function channelWords(trouble: ChannelTrouble, waiting: number, now: number): string {
  const messages = `${formatQuantity(String(waiting))} ${waiting === 1 ? "message waits" : "messages wait"} in order and none is lost`;
  const count = `${waiting === 0 ? "Nothing waits to be sent" : messages}; the floor works on.`;
  switch (trouble.kind) {
    case "NO_WORKER":
      return `No worker is running, so nothing is sent or read. ${count} Start the worker; it takes up where the last one stopped.`;
    case "PAUSED":
      return `${trouble.name} is paused by a person. ${count} Connections lets it go on.`;
    case "REFUSED":
      return `${trouble.name ?? "The ERP"} ${refusalWords(trouble.refusal)}: ${trouble.refusal.reason} ${count} Once that is mended under Connections, all goes on by itself.`;
    case "DOWN": {
      const { name, since, reads, timeZone, nextTryAt } = trouble;
      const seconds = nextTryAt === null ? null : Math.ceil((Date.parse(nextTryAt) - now) / 1000);
      const next = seconds === null ? "" : ` Next try in ${seconds <= 0 ? "a moment" : formatAge(seconds)}.`;
      const fault = reads ? "can be read, and has taken no message" : "has not answered";
      return `${name ?? "The ERP"} ${fault}${since === null ? "" : sinceWords(since, timeZone, now)}. ${count}${next}`;
    }
    case "UNREAD": {
      const { name, readAt, failedSince, reason, timeZone } = trouble;
      return `${name ?? "The ERP"} has not been read${sinceWords(readAt ?? failedSince, timeZone, now)}: ${reason} What it released or changed since then is not here yet; it is read again by itself.`;
    }
  }
}

/** What an ERP does that is there and takes no call, behind its name. */
export function refusalWords({ of }: Refusal): string {
  return of === "KEY" ? "answers, and refuses our key" : "cannot be used as it is set up";
}

function sinceWords(at: string, timeZone: string, now: number): string {
  const isToday = formatDay(at, { timeZone }) === formatDay(new Date(now).toISOString(), { timeZone });
  const since = isToday ? formatTime(at, { timeZone }) : formatDayTime(at, { timeZone });
  return ` since ${since}, for ${formatAge((now - Date.parse(at)) / 1000)}`;
}
