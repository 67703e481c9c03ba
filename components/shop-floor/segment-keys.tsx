"use client";

import clsx from "clsx";
import { Icon, type IconName } from "@/components/ui/icon";

/** One of a few kinds, side by side, 76 px high: Good, Scrap, Rework. */
export function SegmentKeys<Value extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly { value: Value; label: string; icon?: IconName }[];
  value: Value;
  onChange: (value: Value) => void;
}) {
  return (
    <div role="group" aria-label={label} className="grid auto-cols-fr grid-flow-col overflow-hidden rounded border-2 border-line-strong">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={clsx(
            "flex min-h-[76px] min-w-0 items-center justify-center gap-3 border-r-2 border-line-strong px-2 text-floor-md font-semibold last:border-r-0 focus-visible:-outline-offset-4",
            option.value === value ? "bg-ink text-canvas" : "text-ink-2 active:bg-sunken",
          )}
        >
          {option.icon ? <Icon name={option.icon} className="size-[26px]" /> : null}
          <span className="truncate">{option.label}</span>
        </button>
      ))}
    </div>
  );
}
