"use client";

import { useTranslations } from "next-intl";
import { formatAge } from "@/lib/format/duration";
import { useFormats } from "@/lib/format/formats";
import { useNow } from "@/components/ui/use-now";
import { BannerStrip } from "./banner-strip";

type QueueBannerProps = {
  /**
   * `offline`: kept here until the network is back. `others`: somebody else has to sign on. `faulty`: the server faults on it again and again. `conflict`: something was
   * refused and waits for a person.
   */
  state: "offline" | "others" | "faulty" | "conflict";
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
  return (
    <BannerStrip
      critical={state === "conflict" || state === "faulty"}
      icon={state === "conflict" || state === "faulty" ? "stop" : state === "offline" ? "wifi-off" : "upload"}
      count={count}
      onShow={onShow}
    >
      {state === "offline" ? (
        <>
          <b className="font-bold">{since === undefined ? t("offline") : t("offlineSince", { time: formats.time(since, timeZone) })}</b>{" "}
          {count === 0 ? t("nothingKept") : age === undefined ? t("kept", { count }) : t("keptOldest", { count, age })}
        </>
      ) : (
        <b className="font-bold">{t(state, { count })}</b>
      )}
    </BannerStrip>
  );
}
