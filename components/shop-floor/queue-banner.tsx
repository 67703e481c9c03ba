"use client";

import { formatAge } from "@/lib/format/duration";
import { formatTime } from "@/lib/format/instant";
import { Icon } from "@/components/ui/icon";
import { useNow } from "@/components/ui/use-now";

type QueueBannerProps = {
  /** `offline`: kept here until the network is back. `sending`: on its way. `conflict`: something was refused and waits for a person. */
  state: "offline" | "sending" | "conflict";
  count: number;
  /** When the tablet went offline, as ISO text. */
  since?: string;
  /** When the oldest entry in the queue was made. */
  oldestAt?: string;
  onShow?: () => void;
  timeZone: string;
  locale?: string;
  labels?: {
    offline: (time: string | undefined) => string;
    kept: (count: number, age: string | undefined) => string;
    sending: (count: number) => string;
    conflict: (count: number) => string;
    show: (count: number) => string;
  };
};

const entries = (count: number) => (count === 1 ? "1 entry" : `${count} entries`);
const LABELS = {
  offline: (time: string | undefined) => (time === undefined ? "Offline." : `Offline since ${time}.`),
  kept: (count: number, age: string | undefined) =>
    count === 0
      ? "Keep working: entries are kept on this tablet and send themselves."
      : `${entries(count)} kept on this tablet${age === undefined ? "" : `, oldest ${age}`}. Keep working: they send themselves.`,
  sending: (count: number) => `Connected again. Sending ${entries(count)} in order.`,
  conflict: (count: number) => `${entries(count)} could not be taken and ${count === 1 ? "waits" : "wait"} for you.`,
  show: (count: number) => (count === 0 ? "Show" : `Show ${count}`),
};

/** Says that entries wait on this tablet, how many, how old; every one of them can be looked at (UI-08). */
export function QueueBanner({ state, count, since, oldestAt, onShow, timeZone, locale, labels = LABELS }: QueueBannerProps) {
  const now = useNow();
  const age = oldestAt === undefined || now === undefined ? undefined : formatAge((now - Date.parse(oldestAt)) / 1000);
  const critical = state === "conflict";
  return (
    <div role="status" className={`flex min-h-[72px] flex-none items-center gap-4 px-6 leading-[1.35] ${critical ? "bg-down text-on-down" : "bg-amber text-on-amber"}`}>
      <Icon name={critical ? "stop" : state === "offline" ? "wifi-off" : "upload"} className="size-7" />
      <span className="min-w-0 flex-1">
        {state === "offline" ? (
          <>
            <b className="font-bold">{labels.offline(since === undefined ? undefined : formatTime(since, { timeZone, locale }))}</b> {labels.kept(count, age)}
          </>
        ) : (
          <b className="font-bold">{state === "sending" ? labels.sending(count) : labels.conflict(count)}</b>
        )}
      </span>
      {onShow === undefined ? null : (
        <button
          type="button"
          onClick={onShow}
          className="min-h-(--target) min-w-[88px] flex-none px-2 font-semibold whitespace-nowrap underline underline-offset-3 focus-visible:outline-current"
        >
          {labels.show(count)}
        </button>
      )}
    </div>
  );
}
