"use client";

import { type ReactNode, useState } from "react";
import { Chip } from "@/components/ui/chip";
import { Panel } from "@/components/ui/panel";

/** A chart with its table twin: the same figures as rows, one tap away, for reading and for copying. */
export function ChartPanel({
  title,
  note,
  chart,
  table,
  labels = { table: "Table" },
  className,
}: {
  title: string;
  note?: ReactNode;
  chart: ReactNode;
  table: ReactNode;
  labels?: { table: string };
  className?: string;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={title}
      className={className}
      actions={
        <>
          {note === undefined ? null : <span className="text-right text-xs text-ink-3">{note}</span>}
          <Chip label={labels.table} pressed={asTable} onClick={() => setAsTable(!asTable)} className="min-h-7! px-2.5!" />
        </>
      }
    >
      {asTable ? table : chart}
    </Panel>
  );
}
