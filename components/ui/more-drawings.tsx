import type { ReactNode } from "react";

const F = { fill: "currentColor", stroke: "none" } as const;

/** What no first screen of a tablet shows; see `icon.tsx`. */
const MORE_DRAWINGS = {
  backspace: <path d="M9 5h12v14H9l-6-7zM12 9.5l5 5M17 9.5l-5 5" />,
  badge: (
    <>
      <path d="M4 7h16v13H4zM10 3h4v4M13 17h4M13 13h4" />
      <circle cx="8.5" cy="13" r="1.5" />
    </>
  ),
  bolt: <path d="M13 3L5 14h6l-1 7 8-11h-6z" />,
  "box-x": <path d="M4 8l8-4 8 4v8l-8 4-8-4zM9.5 10.5l5 5M14.5 10.5l-5 5" />,
  camera: (
    <>
      <path d="M3 7h5l2-3h4l2 3h5v13H3z" />
      <circle cx="12" cy="13" r="4" />
    </>
  ),
  "chevron-down": <path d="M6 9l6 6 6-6" />,
  contrast: (
    <>
      <circle cx="12" cy="12" r="8" />
      <path {...F} d="M12 4a8 8 0 0 1 0 16z" />
    </>
  ),
  cross: <path d="M6 6l12 12M18 6L6 18" />,
  cup: <path d="M5 8h12v6a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5zM17 10h3v4h-3M8 4v1M12 4v1" />,
  hand: <path d="M8 12V6M12 11V4M16 12V6M8 12l-3-1 3 8c.5 1.5 1.5 2 3 2h3c3 0 5-2 5-5V9" />,
  hourglass: <path d="M6 3h12M6 21h12M7 3v4l10 10v4M17 3v4L7 17v4" />,
  keyboard: <path d="M3 6h18v12H3zM7 10h.01M12 10h.01M17 10h.01M8 14h8" />,
  lock: <path d="M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3" />,
  people: (
    <>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M2.5 20c0-4 2.8-6 6.5-6s6.5 2 6.5 6M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.3.8 3.5 2.7 3.5 5.5" />
    </>
  ),
  person: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4 21c0-4.5 3.5-7 8-7s8 2.5 8 7" />
    </>
  ),
  "person-x": (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4 21c0-4.5 3.5-7 8-7M15 15l6 6M21 15l-6 6" />
    </>
  ),
  plug: <path d="M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4" />,
  printer: <path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z" />,
  refresh: <path d="M20 12a8 8 0 1 1-3-6.2M20 3v5h-5" />,
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="M15.5 15.5L21 21" />
    </>
  ),
  "shield-x": (
    <>
      <path d="M12 3l8 3v6c0 5-3.5 7.5-8 9-4.5-1.5-8-4-8-9V6z" />
      <path d="M9 9l6 6M15 9l-6 6" />
    </>
  ),
  "sign-out": <path d="M10 4H5v16h5M10 12h10M16 8l4 4-4 4" />,
  sliders: (
    <>
      <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
      <circle cx="15" cy="7" r="2" />
      <circle cx="9" cy="17" r="2" />
    </>
  ),
  spray: <path d="M8 10h8v11H8zM10 10V6h4v4M14 6h4M10 6L7 4M20 4v.01M20 8v.01M22 6v.01" />,
  swap: <path d="M4 8h15l-4-4M20 16H5l4 4" />,
  truck: <path d="M2 6h11v10H2zM13 10h5l4 3v3h-9M6 19h.01M17 19h.01" />,
  undo: <path d="M9 3L4 8l5 5M4 8h10a6 6 0 0 1 0 12h-2" />,
  upload: <path d="M12 15V4M7 9l5-5 5 5M4 16v4h16v-4" />,
  utility: <path d="M5 21V11h14v10M8 11V7M12 11V3M16 11V7M5 16h14" />,
  wrench: <path d="M20 6.5a5 5 0 0 1-6.7 5.6L7 18.5 4.5 20 4 19.5 5.5 17l6.4-6.3A5 5 0 0 1 17.5 4L14.5 7l2.5 2.5z" />,
} satisfies Record<string, ReactNode>;

export type MoreName = keyof typeof MORE_DRAWINGS;

/** The drawing of such an icon, for inside of it. */
export function MoreDrawing({ name }: { name: MoreName }) {
  return MORE_DRAWINGS[name];
}
