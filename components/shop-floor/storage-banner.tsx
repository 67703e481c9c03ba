"use client";

import { useTranslations } from "next-intl";
import type { StorageTrouble } from "@/lib/client/kept-entries";
import { BannerStrip } from "./banner-strip";

type StorageBannerProps = {
  trouble: StorageTrouble;
  offline: boolean;
  /** Entries that are not sent and would be lost with this page. */
  held: number;
  /** Entries that the list shows. */
  count: number;
  onShow: () => void;
};

/** Says that this tablet keeps no entries, why, and what that means for the next one; stays until it is mended (UI-08). */
export function StorageBanner({ trouble, offline, held, count, onShow }: StorageBannerProps) {
  const t = useTranslations("storage");
  return (
    <BannerStrip critical icon="stop" count={count} onShow={count === 0 ? undefined : onShow}>
      <b className="font-bold">{t(trouble === "FULL" ? "full" : "refused")}</b> {t(offline ? "offline" : "online")}{" "}
      {held === 0 ? null : <b className="font-bold">{t("waiting", { count: held })}</b>}
    </BannerStrip>
  );
}
