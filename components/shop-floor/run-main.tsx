import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { FloorMain } from "@/components/layout/floor-shell";

/** The upper two thirds of the run screen: the number at the left, now and next at the right; one above the other in portrait. */
export function RunMain({
  heading,
  item,
  action,
  figure,
  facts,
  side,
  compact = false,
}: {
  heading: ReactNode;
  item?: ReactNode;
  /** A key beside the heading, such as the instructions. */
  action?: ReactNode;
  figure: ReactNode;
  facts?: ReactNode;
  side: ReactNode;
  /** Closer together, where something above takes the room of a line. */
  compact?: boolean;
}) {
  const t = useTranslations("run");
  return (
    <FloorMain board className={clsx("grid gap-x-8 landscape:grid-cols-[minmax(0,1fr)_minmax(0,560px)] portrait:grid-rows-[1fr_auto]", compact ? "gap-y-3 py-2!" : "gap-y-4")}>
      <section aria-label={t("order")} className="flex flex-col justify-between gap-1">
        <div className="flex items-start gap-4">
          <div className="min-w-0 flex-1">
            <h1 className="text-floor-md leading-[1.3] font-semibold portrait:text-floor-lg">{heading}</h1>
            {item === undefined ? null : <p className="line-clamp-2 text-ink-2">{item}</p>}
          </div>
          {action}
        </div>
        {figure}
        {facts}
      </section>
      <section aria-label={t("nowAndNext")} className={clsx("flex flex-col", compact ? "gap-3" : "gap-4")}>
        {side}
      </section>
    </FloorMain>
  );
}
