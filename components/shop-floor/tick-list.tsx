"use client";

import clsx from "clsx";
import { Icon } from "@/components/ui/icon";

/** A checklist that is ticked point by point: rows of at least 72 px, 16 px apart. `ticked` counts from 1; without `onTick` it only shows. */
export function TickList({ label, points, ticked, onTick }: { label: string; points: readonly string[]; ticked: readonly number[]; onTick?: (position: number) => void }) {
  return (
    <ul aria-label={label} className="grid gap-4">
      {points.map((point, index) => {
        const done = ticked.includes(index + 1);
        return (
          <li key={index}>
            <button
              type="button"
              role="checkbox"
              aria-checked={done}
              disabled={onTick === undefined}
              onClick={() => onTick?.(index + 1)}
              className={clsx(
                "flex min-h-(--target) w-full items-center gap-5 rounded border-2 px-5 py-3 text-left text-floor-md leading-[1.3] text-ink",
                done ? "border-ink bg-sunken" : "border-line-strong bg-raised active:bg-sunken",
              )}
            >
              <span className={clsx("grid size-10 flex-none place-items-center rounded border-3", done ? "border-ink bg-ink text-canvas" : "border-line-strong")}>
                {done ? <Icon name="check" className="size-8" /> : null}
              </span>
              <span className="min-w-0 break-words">{point}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
