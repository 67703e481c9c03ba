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
    <div role="group" aria-label={label} className="grid auto-cols-fr grid-flow-col gap-4">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={clsx(
            "flex min-h-[76px] min-w-0 items-center justify-center gap-3 rounded border-2 px-2 text-floor-md font-semibold",
            option.value === value ? "border-ink bg-ink text-canvas" : "border-line-strong bg-raised text-ink active:bg-sunken",
          )}
        >
          {option.icon ? <Icon name={option.icon} className="size-[26px]" /> : null}
          <span className="truncate">{option.label}</span>
        </button>
      ))}
    </div>
  );
}
