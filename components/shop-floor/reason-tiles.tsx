"use client";

import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Icon, type IconName } from "@/components/ui/icon";

/** A reason of the site's own list, or a group of them; shown in the order given. `icon`: where the reason has none of its own. `note` stands in the corner instead of the code. */
export type Reason = { readonly code: string; readonly label: string; readonly icon?: IconName; readonly note?: string; readonly suggested?: boolean };

type ReasonTilesProps = {
  reasons: readonly Reason[];
  onPick: (code: string) => void;
  selected?: string;
  busyCode?: string;
  /** `stop`: three columns with icon and code. `scrap`: four columns of words. */
  look?: "stop" | "scrap";
  label: string;
  className?: string;
};

const ICONS: Readonly<Record<string, IconName>> = {
  "BRK-MECH": "wrench",
  "BRK-ELEC": "bolt",
  "UTIL-LOSS": "utility",
  "MAT-WAIT": "hourglass",
  "MAT-DEFECT": "box-x",
  "QA-WAIT": "shield-x",
  "CHG-OVER": "swap",
  "CHG-CLEAN": "spray",
  "OP-ABSENT": "person-x",
  PM: "sliders",
  BREAK: "cup",
  MEETING: "people",
};

/** Reasons as keys: one tap takes one. The one that the signal suggests has an edge in the accent. */
export function ReasonTiles({ reasons, onPick, selected, busyCode, look = "stop", label, className }: ReasonTilesProps) {
  const t = useTranslations("floor.reasons");
  const stop = look === "stop";
  return (
    <div
      role="group"
      aria-label={label}
      className={clsx("grid min-h-0 flex-1 gap-4", stop ? "auto-rows-[minmax(120px,200px)] grid-cols-3" : "auto-rows-[minmax(72px,1fr)] grid-cols-4", className)}
    >
      {reasons.map((reason) => {
        const pressed = reason.code === selected;
        return (
          <button
            key={reason.code}
            type="button"
            aria-pressed={selected === undefined ? undefined : pressed}
            aria-busy={reason.code === busyCode || undefined}
            disabled={busyCode !== undefined}
            onClick={() => onPick(reason.code)}
            className={clsx(
              "relative flex min-w-0 rounded border-2 font-semibold active:translate-y-0.5",
              pressed || reason.code === busyCode
                ? "border-ink bg-ink text-canvas"
                : reason.suggested
                  ? "border-3 border-accent bg-raised text-ink active:bg-sunken"
                  : "border-line-strong bg-raised text-ink active:bg-sunken",
              stop
                ? "flex-col items-start justify-between gap-1 px-[18px] py-3 text-left text-floor-md leading-[1.15]"
                : "items-center justify-center px-2 text-center text-[1.25rem] leading-[1.15] portrait:text-floor",
            )}
          >
            {stop ? (
              <>
                <span className="flex w-full items-start justify-between gap-2">
                  <Icon name={ICONS[reason.code] ?? reason.icon ?? "question"} className="size-8" />
                  <span className={clsx("truncate text-floor leading-[1.25]", pressed ? "" : reason.suggested ? "text-accent" : "font-normal text-ink-3")}>
                    {reason.suggested ? t("suggested") : (reason.note ?? reason.code)}
                  </span>
                </span>
                <span className="w-full break-words hyphens-auto">{reason.label}</span>
              </>
            ) : (
              <>
                {reason.icon === undefined ? null : <Icon name={reason.icon} className="mr-2 size-6 flex-none" />}
                <span className="min-w-0 break-words hyphens-auto">{reason.label}</span>
              </>
            )}
          </button>
        );
      })}
    </div>
  );
}
