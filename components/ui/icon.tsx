import { type ComponentType, lazy, type ReactNode, Suspense } from "react";
import clsx from "clsx";
import type { MoreName } from "./more-drawings";

// Drawn on a grid of 24 with square strokes of 2; `F` marks what is filled instead.
const F = { fill: "currentColor", stroke: "none" } as const;

// Of the first screens of a tablet; all others come with the first that is shown.
const DRAWINGS = {
  "arrow-down": <path d="M12 5v14M6 13l6 6 6-6" />,
  "arrow-up": <path d="M12 19V5M6 11l6-6 6 6" />,
  "arrow-left": <path d="M19 12H5M11 6l-6 6 6 6" />,
  "arrow-right": <path d="M5 12h14M13 6l6 6-6 6" />,
  bell: <path d="M6 17V11a6 6 0 0 1 12 0v6M3 17h18M10 21h4" />,
  box: <path d="M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8" />,
  check: <path d="M4 12.5l5.5 5.5L20 7" />,
  document: <path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6" />,
  flask: <path d="M9 3h6M10 3v6l-5 11h14L14 9V3M7.5 15h9" />,
  menu: <path d="M4 6h16M4 12h16M4 18h16" />,
  minus: <path d="M4 12h16" />,
  pause: <path {...F} d="M6 4h4v16H6zM14 4h4v16h-4z" />,
  play: <path {...F} d="M6 4l14 8-14 8z" />,
  plus: <path d="M12 4v16M4 12h16" />,
  question: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1 1-1 1.7M12 16.8h.01" />
    </>
  ),
  rework: <path d="M4 12a8 8 0 1 0 3-6.2M4 3v5h5" />,
  scan: <path d="M3 8V4h4M17 4h4v4M21 16v4h-4M7 20H3v-4M7 8v8M10.5 8v8M13.5 8v8M17 8v8" />,
  stop: <path d="M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16.5h.01" />,
  trash: <path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13" />,
  wifi: <path d="M3 9.5a13 13 0 0 1 18 0M6.5 13.2a8 8 0 0 1 11 0M12 18h.01" />,
  "wifi-off": <path d="M3 3l18 18M3 9.5a13 13 0 0 1 5-3.1M21 9.5a13 13 0 0 0-8.5-3.5M6.5 13.2a8 8 0 0 1 5-2.2M12 18h.01" />,
} satisfies Record<string, ReactNode>;

/** The drawings that no first screen of a tablet needs, for whoever fetches them ahead. */
export const loadMoreDrawings = () => import("./more-drawings");
// As `later` does it, which is the browser's alone. No page fails for want of a drawing: where it cannot be fetched, the word beside it stands alone.
const MoreDrawing = lazy((): Promise<{ default: ComponentType<{ name: MoreName }> }> =>
  loadMoreDrawings().then(
    ({ MoreDrawing: drawing }) => ({ default: drawing }),
    () => ({ default: () => null }),
  ),
);

type FirstName = keyof typeof DRAWINGS;
/** The names of our icons. */
export type IconName = FirstName | MoreName;

const isFirst = (name: IconName): name is FirstName => Object.hasOwn(DRAWINGS, name);

/** One icon, 1.25 em unless `className` gives a size. It says nothing by itself: a word stands beside it or labels its button. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="square"
      className={clsx("block flex-none", className ?? "size-[1.25em]")}
    >
      {isFirst(name) ? (
        DRAWINGS[name]
      ) : (
        <Suspense>
          <MoreDrawing name={name} />
        </Suspense>
      )}
    </svg>
  );
}
