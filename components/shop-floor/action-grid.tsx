import type { ReactElement, ReactNode } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";

type ActionGridProps = {
  /** Start and Pause, sharing one key. */
  lead: ReactNode;
  /** The filled key: confirm the line's count, or Good when there is none. Its `key` says what it means: a key that moves stays the same key. */
  main: ReactElement;
  /** Good, while the main key confirms a count. Without it the main key takes both rows. */
  second?: ReactElement;
  /** Up to four more keys of 120 px. */
  others: readonly ReactNode[];
};

/** The keys of the lower third, two rows of 120 px; three rows in portrait. The left hand has them mirrored. */
export function ActionGrid({ lead, main, second, others }: ActionGridProps) {
  const t = useTranslations("floor");
  return (
    <section aria-label={t("actions")} className="action-grid flex-none px-6 pb-6">
      <div className="action-lead grid">{lead}</div>
      <div key={main.key} className={clsx("grid", second === undefined ? "action-main-tall" : "action-main")}>
        {main}
      </div>
      {second === undefined ? null : (
        <div key={second.key} className="action-second grid">
          {second}
        </div>
      )}
      {others.slice(0, 4).map((key, index) => (
        <div key={index} className={`action-${index + 1} grid`}>
          {key}
        </div>
      ))}
    </section>
  );
}
