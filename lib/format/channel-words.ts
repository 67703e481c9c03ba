import type { ChannelScope } from "@/lib/queries/admin/channel-scope";
import { formatAge } from "./duration";
import { formatDay, formatDayTime, formatTime } from "./instant";
import { formatQuantity } from "./quantity";

/** Why the channel to the ERPs does not run as it should. `name`: of the connection; null where there is only one, whose ERP everybody knows. */
export type ChannelTrouble =
  | { readonly kind: "NO_WORKER" }
  | { readonly kind: "PAUSED"; readonly name: string }
  | { readonly kind: "DOWN"; readonly name: string | null; readonly acceptedAt: string | null; readonly nextTryAt: string | null; readonly timeZone: string };

/** What is wrong with the channel, the worst first; null while all is well. */
export function channelTrouble({ connections, workers }: Pick<ChannelScope, "connections" | "workers">): ChannelTrouble | null {
  if (workers === 0 && connections.length > 0) return { kind: "NO_WORKER" };
  const down = connections.find((one) => one.enabled && one.circuit !== "CLOSED");
  if (down !== undefined)
    return { kind: "DOWN", name: connections.length === 1 ? null : down.name, acceptedAt: down.lastAcceptedAt, nextTryAt: down.openUntil, timeZone: down.timeZone };
  const paused = connections.find((one) => !one.enabled);
  return paused === undefined ? null : { kind: "PAUSED", name: paused.name };
}

/** IN-09: the same in words: since when an ERP has not answered and how long that is, how much waits, and when the next try is made. `now` in ms. */
export function channelWords(trouble: ChannelTrouble, waiting: number, now: number): string {
  const count = `${formatQuantity(String(waiting))} ${waiting === 1 ? "message waits" : "messages wait"} in order and none is lost; the floor works on.`;
  switch (trouble.kind) {
    case "NO_WORKER":
      return `No worker is running, so nothing is sent or read. ${count} Start the worker; it takes up where the last one stopped.`;
    case "PAUSED":
      return `${trouble.name} is paused by a person. ${count} Connections lets it go on.`;
    case "DOWN": {
      const { name, nextTryAt } = trouble;
      const seconds = nextTryAt === null ? null : Math.ceil((Date.parse(nextTryAt) - now) / 1000);
      const next = seconds === null ? "" : ` Next try in ${seconds <= 0 ? "a moment" : formatAge(seconds)}.`;
      return `${name ?? "The ERP"} has not answered${sinceWords(trouble, now)}. ${count}${next}`;
    }
  }
}

function sinceWords({ acceptedAt, timeZone }: Extract<ChannelTrouble, { kind: "DOWN" }>, now: number): string {
  if (acceptedAt === null) return "";
  const isToday = formatDay(acceptedAt, { timeZone }) === formatDay(new Date(now).toISOString(), { timeZone });
  const since = isToday ? formatTime(acceptedAt, { timeZone }) : formatDayTime(acceptedAt, { timeZone });
  return ` since ${since}, for ${formatAge((now - Date.parse(acceptedAt)) / 1000)}`;
}
