import type { ReactNode } from "react";
import clsx from "clsx";

export type LossPart = {
  readonly key: string;
  readonly label: string;
  /** Its length; any unit, the same for all. */
  readonly value: number;
  /** The same as it is read: "1:12:30". */
  readonly text: ReactNode;
  readonly share: string;
  readonly fill: string;
};

/** Where a time went, as one bar of its parts, each named with its length and share below. Parts below zero have none: the bar is what is there. */
export function LossBar({
  label,
  parts,
  columns = 4,
}: {
  label: string;
  parts: readonly LossPart[];
  /** Names side by side, where there is room for four or only ever for two. */ columns?: 2 | 4;
}) {
  const total = parts.reduce((sum, part) => sum + Math.max(0, part.value), 0);
  return (
    <figure aria-label={label} className="px-4 pb-4">
      <div aria-hidden="true" className="flex h-7 w-full gap-px overflow-hidden rounded-sm">
        {total === 0 ? <span className="flex-1 bg-sunken" /> : null}
        {parts.map((part) => (part.value > 0 ? <span key={part.key} className={clsx("min-w-px", part.fill)} style={{ flexGrow: part.value }} /> : null))}
      </div>
      <dl className={clsx("mt-3 grid grid-cols-2 gap-x-6 gap-y-3", columns === 4 && "md:grid-cols-4")}>
        {parts.map((part) => (
          <div key={part.key}>
            <dt className="flex items-center gap-2 text-sm text-ink-2">
              <span aria-hidden="true" className={clsx("size-3 flex-none rounded-xs", part.fill)} />
              {part.label}
            </dt>
            <dd className="text-md leading-tight font-semibold whitespace-nowrap">
              {part.text} <small className="text-sm font-normal text-ink-3">{part.share}</small>
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}
