"use client";

import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import { useFormats } from "@/lib/format/formats";
import { Icon } from "@/components/ui/icon";
import { useNow } from "@/components/ui/use-now";

export type FloorHeaderProps = {
  /** Who is signed on. */
  user?: { readonly initials: string; readonly name: string; readonly detail?: string };
  onUser?: () => void;
  /** What stands in the place of a person where nobody is signed on. */
  nobody?: ReactNode;
  /** The work unit: "L2 Filler", "Site A, early shift". */
  place: { readonly title: string; readonly detail?: string };
  connection: "online" | "offline";
  /** "saved 1 s ago", "7 entries kept here". */
  connectionDetail?: ReactNode;
  timeZone: string;
  /** The server's clock at rendering, as ISO text. */
  initialNow?: string;
  onMenu: () => void;
};

const CELL = "flex items-center gap-3 border-r border-line px-4 text-left landscape:px-6 last:border-r-0";
const LINE = "block truncate leading-[1.25]";

/** The head of a tablet: who, where, connected or not, the site's clock, the menu. 80 px. */
export function FloorHeader({ user, onUser, nobody, place, connection, connectionDetail, timeZone, initialNow, onMenu }: FloorHeaderProps) {
  const t = useTranslations("floor.header");
  const formats = useFormats();
  const now = useNow(initialNow);
  const offline = connection === "offline";
  return (
    <header className="flex h-20 flex-none items-stretch border-b border-line bg-surface">
      {user === undefined ? (
        <span className={`${CELL} flex-none`}>{nobody}</span>
      ) : (
        <button type="button" onClick={onUser} disabled={onUser === undefined} className={`${CELL} min-w-0 flex-none focus-visible:-outline-offset-3`}>
          <span aria-hidden="true" className="hidden size-12 place-items-center rounded-full border-2 border-line-strong font-semibold landscape:grid">
            {user.initials}
          </span>
          <span className="min-w-0">
            <span className="sr-only">{t("signedOn")} </span>
            <b className={LINE}>{user.name}</b>
            {user.detail === undefined ? null : <span className={`${LINE} text-ink-3`}>{user.detail}</span>}
            <span className="sr-only"> {t("switchUser")}</span>
          </span>
        </button>
      )}
      <div className={`${CELL} min-w-0 flex-1`}>
        <span className="min-w-0">
          <b className={LINE}>{place.title}</b>
          {place.detail === undefined ? null : <span className={`${LINE} text-ink-3`}>{place.detail}</span>}
        </span>
      </div>
      <div role="status" className={`${CELL} flex-none ${offline ? "text-amber-ink" : ""}`}>
        <Icon name={offline ? "wifi-off" : "wifi"} className="size-7" />
        <span>
          <b className={LINE}>{offline ? t("offline") : t("connected")}</b>
          {connectionDetail === undefined ? null : <span className={`${LINE} ${offline ? "" : "text-ink-3"}`}>{connectionDetail}</span>}
        </span>
      </div>
      <div className={`${CELL} flex-none px-5!`}>
        <time className="text-floor-lg font-semibold">{now === undefined ? "\u2007\u2007:\u2007\u2007" : formats.time(new Date(now).toISOString(), timeZone)}</time>
      </div>
      <button type="button" aria-label={t("menu")} data-opens="menu" onClick={onMenu} className="grid w-[88px] flex-none place-items-center focus-visible:-outline-offset-3">
        <Icon name="menu" className="size-8" />
      </button>
    </header>
  );
}
