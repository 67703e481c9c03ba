"use client";

import { type ReactNode, useState } from "react";
import clsx from "clsx";
import type { FigureScope } from "@/lib/client/planner/figure-scope";
import { FigureDialog } from "./figure-dialog";

type FigureKeyProps = {
  scope: FigureScope;
  /** Name of the KPI or loss. */
  name: string;
  /** What it is called, and of what: "Availability of L1.FILLER". */
  label: string;
  /** The figure as it stands on the page. */
  children: ReactNode;
  /** A line of a list, as wide as that; else the figure alone. */
  row?: boolean;
  className?: string;
};

/** A figure that opens to its formula, what stands in it, and the facts behind that. What opened keeps the time that it was opened for, while the page goes on. */
export function FigureKey({ scope, name, label, children, row = false, className }: FigureKeyProps) {
  const [opened, setOpened] = useState<FigureScope | null>(null);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpened(scope)}
        className={clsx(
          row
            ? "flex min-h-10 w-full items-center gap-3 px-4 text-left hover:bg-sunken focus-visible:-outline-offset-3"
            : "-mx-1 min-h-8 rounded-xs px-1 underline decoration-line-strong decoration-dotted decoration-1 underline-offset-4 hover:bg-sunken",
          className,
        )}
      >
        {children}
        <span className="sr-only">{`, ${label}: open it`}</span>
      </button>
      {opened === null ? null : <FigureDialog scope={opened} name={name} label={label} onClose={() => setOpened(null)} />}
    </>
  );
}
