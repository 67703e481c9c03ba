"use client";

import { useTranslations } from "next-intl";
import { formatAge } from "@/lib/format/duration";
import { useFormats } from "@/lib/format/formats";
import { Icon } from "@/components/ui/icon";
import { useNow } from "@/components/ui/use-now";

type QueueBannerProps = {
  /** `offline`: kept here until the network is back. `others`: somebody else has to sign on. `conflict`: something was refused and waits for a person. */
  state: "offline" | "others" | "conflict";
  count: number;
  /** When the tablet went offline, as ISO text. */
  since?: string;
  /** When the oldest entry in the queue was made. */
  oldestAt?: string;
  onShow?: () => void;
  timeZone: string;
};

/** Says that entries wait on this tablet, how many, how old; every one of them can be looked at (UI-08). */
export function QueueBanner({ state, count, since, oldestAt, onShow, timeZone }: QueueBannerProps) {
  const t = useTranslations("floor.banner");
  const formats = useFormats();
  const now = useNow();
  const age = oldestAt === undefined || now === undefined ? undefined : formatAge((now - Date.parse(oldestAt)) / 1000);
  const critical = state === "conflict";
  return (
    <div role="status" className={`flex min-h-[72px] flex-none items-center gap-4 px-6 leading-[1.35] ${critical ? "bg-down text-on-down" : "bg-amber text-on-amber"}`}>
      <Icon name={critical ? "stop" : state === "offline" ? "wifi-off" : "upload"} className="size-7" />
      <span className="min-w-0 flex-1">
        {state === "offline" ? (
          <>
            <b className="font-bold">{since === undefined ? t("offline") : t("offlineSince", { time: formats.time(since, timeZone) })}</b>{" "}
            {count === 0 ? t("nothingKept") : age === undefined ? t("kept", { count }) : t("keptOldest", { count, age })}
          </>
        ) : (
          <b className="font-bold">{t(state, { count })}</b>
        )}
      </span>
      {onShow === undefined ? null : (
        <button
          type="button"
          onClick={onShow}
          className="min-h-(--target) min-w-[88px] flex-none px-2 font-semibold whitespace-nowrap underline underline-offset-3 focus-visible:outline-current"
        >
          {t("show", { count })}
        </button>
      )}
    </div>
  );
}
