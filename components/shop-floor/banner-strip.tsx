"use client";

import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import { Icon, type IconName } from "@/components/ui/icon";

type BannerStripProps = {
  /** Somebody has to do something about it. */
  critical: boolean;
  icon: IconName;
  /** How many entries `onShow` shows. */
  count: number;
  onShow?: () => void;
  children: ReactNode;
};

/** A strip under the head that says how entries of this tablet stand, and leads to them (UI-08). */
export function BannerStrip({ critical, icon, count, onShow, children }: BannerStripProps) {
  const t = useTranslations("floor.banner");
  return (
    <div role="status" className={`flex min-h-[72px] flex-none items-center gap-4 px-6 leading-[1.35] ${critical ? "bg-down text-on-down" : "bg-amber text-on-amber"}`}>
      <Icon name={icon} className="size-7" />
      <span className="min-w-0 flex-1">{children}</span>
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
