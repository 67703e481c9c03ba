import type { ReactElement } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";

type ActionGridProps = {
  /** Start and Pause, sharing one key. */
  lead: ReactElement;
  /** The filled key: confirm the line's count, or Good when there is none. */
  main: ReactElement;
  /** Good, while the main key confirms a count. Without it the main key takes both rows. */
  second?: ReactElement;
  /** Up to four more keys of 120 px. */
  others: readonly ReactElement[];
};

/**
 * The keys of the lower third, two rows of 120 px; three rows in portrait. The left hand has them mirrored. The `key` of each but the lead says what it means: one
 * that moves to another place stays the same, and keeps the focus.
 */
export function ActionGrid({ lead, main, second, others }: ActionGridProps) {
  const t = useTranslations("floor");
  const places = [
    { place: "action-lead", element: lead },
    { place: second === undefined ? "action-main-tall" : "action-main", element: main },
    ...(second === undefined ? [] : [{ place: "action-second", element: second }]),
    ...others.slice(0, 4).map((element, index) => ({ place: `action-${index + 1}`, element })),
  ];
  return (
    <section aria-label={t("actions")} className="action-grid flex-none px-6 pb-6">
      {places.map(({ place, element }) => (
        <div key={place === "action-lead" ? place : element.key} className={clsx("grid", place)}>
          {element}
        </div>
      ))}
    </section>
  );
}
