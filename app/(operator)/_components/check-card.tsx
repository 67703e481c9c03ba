"use client";

import { useTranslations } from "next-intl";
import { TodoCard } from "@/components/shop-floor/todo-card";
import { useAhead } from "@/lib/client/use-ahead";
import type { DueCheckView } from "@/lib/queries/operator/due-checks";

const loadSheet = () => import("./check-sheet");

/** The check that is due for the longest, and how many more there are; a tap opens its sheet. */
export function CheckCard({
  checks,
  at,
  compact,
  onOpen,
}: {
  checks: readonly [DueCheckView, ...DueCheckView[]];
  at: number;
  compact: boolean;
  onOpen: (check: DueCheckView) => void;
}) {
  const t = useTranslations("checks");
  const [check, ...others] = checks;
  const minutes = Math.max(0, Math.floor((at - Date.parse(check.dueAt)) / 60_000));
  // A check may be made without the network (EX-22): its sheet is fetched while there is one.
  useAhead(loadSheet);
  return (
    <TodoCard
      icon="flask"
      kind={t("due")}
      due={minutes < 1 ? t("dueNow") : t("dueSince", { minutes })}
      overdue
      title={check.plan}
      onOpen={() => onOpen(check)}
      className="h-full w-full"
    >
      <span className="line-clamp-1">{check.characteristics.map(({ name }) => name).join(", ")}</span>
      {compact ? null : (
        <span className="line-clamp-1 portrait:hidden">
          {others.length > 0 ? t("more", { count: others.length }) : t("samples", { count: check.characteristics.length * check.sampleSize })}
        </span>
      )}
    </TodoCard>
  );
}
