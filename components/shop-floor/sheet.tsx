import type { ReactNode } from "react";
import clsx from "clsx";
import { FloorMain } from "@/components/layout/floor-shell";

const LOOKS = {
  tiles: "gap-6 landscape:grid-cols-[376px_minmax(0,1fr)] landscape:py-6 left-hand:landscape:grid-cols-[minmax(0,1fr)_376px] portrait:grid-rows-[auto_1fr] portrait:gap-4",
  keys: "gap-6 landscape:grid-cols-2 landscape:py-6 portrait:grid-rows-[auto_1fr] portrait:gap-4",
  pad: "gap-x-8 gap-y-4 landscape:grid-cols-[minmax(0,1fr)_minmax(400px,452px)] landscape:py-6 left-hand:landscape:grid-cols-[minmax(400px,452px)_minmax(0,1fr)] portrait:grid-rows-[auto_1fr]",
  list: "grid-cols-1 content-start gap-x-8 gap-y-5 landscape:grid-cols-[minmax(0,460px)_minmax(0,1fr)] landscape:pt-5 left-hand:landscape:grid-cols-[minmax(0,1fr)_minmax(0,460px)]",
} as const;

/**
 * A screen of two parts on which something is entered: first what it is about, then the tiles, keys, pad or list under the hand. They stand side by side in landscape, the
 * other way round for the left hand (UI-04), and below each other in portrait; the focus goes from the first to the second always.
 */
export function SheetMain({ work, children }: { work: keyof typeof LOOKS; children: ReactNode }) {
  return <FloorMain className={clsx("grid left-hand:landscape:[&>:first-child]:order-last", LOOKS[work])}>{children}</FloorMain>;
}

/** The keys at the foot of a screen: the way back first, the main one last, which is where the thumb is. */
export function SheetKeys({ children }: { children: ReactNode }) {
  return (
    <div className="grid flex-none grid-cols-2 gap-4 px-6 pb-6 has-[>:nth-child(3)]:grid-cols-3 left-hand:[&>:first-child:not(:only-child)]:order-last left-hand:[&>:last-child:not(:only-child)]:order-first">
      {children}
    </div>
  );
}
