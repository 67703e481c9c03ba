import { isUnread, refusalOf } from "@/lib/format/channel-words";
import type { ChannelScope, ConnectionRow } from "@/lib/queries/admin/channel-scope";
import type { InboundWaiting, Lanes } from "@/lib/queries/admin/lanes";

const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
const counted = (count: number, one: string, many: string): string => `${NUMBERS[count] ?? String(count)} ${count === 1 ? one : many}`;

const of = (some: readonly unknown[], one: string, many: string): string => (some.length === 1 ? one : many);

type Facts = { readonly scope: Pick<ChannelScope, "workers" | "connections">; readonly lanes: Pick<Lanes, "total" | "inbound">; readonly now: string };

/** The finding of the control room in one sentence: what is held up, and whether all else is on time. */
export function channelAnswer({ scope, lanes, now }: Facts): string {
  const { stuck, late, messages } = lanes.total;
  const enabled = scope.connections.filter((one) => one.enabled);
  const refusing = enabled.filter((one) => refusalOf(one) !== null);
  const down = enabled.filter((one) => one.circuit !== "CLOSED" && refusalOf(one) === null);
  const unread = enabled.filter((one) => isUnread(one, Date.parse(now)) && !refusing.includes(one));
  if (scope.connections.length === 0) return "No ERP is connected";
  if (scope.workers === 0 && messages > 0) return "Nobody is sending: no worker is running";
  const named = (some: readonly ConnectionRow[]): string => (some.length === scope.connections.length ? "The ERP" : some.map((one) => one.name).join(" and "));
  if (down.length > 0) return `${named(down)} is down. The floor is not.`;
  if (refusing.length > 0) {
    const ofKey = refusing.every((one) => refusalOf(one)?.of === "KEY");
    return `${named(refusing)} ${ofKey ? `${of(refusing, "refuses", "refuse")} our key` : "cannot be used as it is set up"}. The floor works on.`;
  }
  if (enabled.length === 0) return "The channel is paused. The floor is not.";
  if (unread.length > 0)
    return `${named(unread)} cannot be read${stuck > 0 ? `, and ${counted(stuck, "order is held up.", "orders are held up.").toLowerCase()}` : ". What it changes does not arrive."}`;
  const rest = late === 0 ? "Everything else is on time." : `${counted(late, "other is late.", "others are late.")}`;
  if (stuck > 0) return `${counted(stuck, "order is held up.", "orders are held up.")} ${rest}`;
  const silent = enabled.filter((one) => one.failures > 0);
  if (messages > 0 && silent.length > 0) return `${named(silent)} ${of(silent, "does", "do")} not answer. What waits is tried again.`;
  if (late > 0) return `Nothing is stuck. ${counted(late, "order is late.", "orders are late.")}`;
  const [parked, refused] = [inboundIn(lanes, ["PARKED", "FAILED"]), inboundIn(lanes, ["REFUSED"])];
  const inbound = [
    ...(parked > 0 ? [counted(parked, "message of the ERP waits.", "messages of the ERP wait.")] : []),
    ...(refused > 0 ? [counted(refused, "message from the ERP was refused.", "messages from the ERP were refused.")] : []),
  ];
  return inbound.length > 0 ? ["Nothing is stuck.", ...inbound].join(" ") : "Nothing is stuck";
}

/** How many messages of the ERP stand in these states. */
export function inboundIn({ inbound }: Pick<Lanes, "inbound">, states: readonly InboundWaiting["state"][]): number {
  return inbound.filter(({ state }) => states.includes(state)).reduce((sum, { depth }) => sum + depth, 0);
}
