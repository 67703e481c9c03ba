"use client";

import { useDeferredValue, useState } from "react";
import { useRouter } from "next/navigation";
import { useQuery } from "@tanstack/react-query";
import { useWedge } from "@/components/shop-floor/use-wedge";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import type { LotHead } from "@/lib/queries/trace/lot-head";
import { traceHref } from "@/lib/client/planner/links";
import { lotOfScan } from "@/lib/client/scan";
import { readScreen } from "@/lib/client/read-screen";
import { LotTable } from "./lot-table";

/** A line to type or scan into, a plain number or a GS1 label (UI-07), and the lots that begin so. Enter traces what stands there, and the arrow keys lead into the list. */
export function FindLot({ latest }: { latest: readonly LotHead[] }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const typed = useDeferredValue(lotOfScan(text));
  const { data: found = latest } = useQuery({
    queryKey: ["lot", "list", typed],
    queryFn: () => readScreen<LotHead[]>(`/trace/find/lots?q=${encodeURIComponent(typed)}`),
    initialData: typed === "" ? [...latest] : undefined,
    placeholderData: (before) => before,
  });
  const go = (code: string) => router.push(traceHref(lotOfScan(code)));
  useWedge(go);
  return (
    <div className="grid max-w-5xl gap-4">
      <form
        role="search"
        className="flex items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (lotOfScan(text) !== "") go(text);
        }}
      >
        <label className="grid flex-1 gap-1">
          <span className="text-sm font-medium">Lot number</span>
          <input
            value={text}
            autoComplete="off"
            spellCheck={false}
            aria-describedby="lot-hint"
            onChange={(event) => setText(event.target.value)}
            className="min-h-11 rounded border border-line-strong bg-raised px-4 text-md text-ink placeholder:text-ink-3"
          />
        </label>
        <Button type="submit" tone="primary" size="lg" icon="scan" disabled={lotOfScan(text) === ""}>
          Trace
        </Button>
      </form>
      <Panel
        title={typed === "" ? "Latest lots" : `Lots that begin with “${typed}”`}
        note={<span id="lot-hint">{found.length < 12 ? "" : "12 of them"}</span>}
        className="overflow-x-auto"
      >
        {found.length === 0 ? (
          <p className="px-4 pb-4 text-ink-3">
            {typed === ""
              ? "No lot is known yet. Lots come from the ERP, and from the plant’s own production."
              : "None of your sites has one. Check the beginning of the number; the supplier’s number works as well."}
          </p>
        ) : (
          <LotTable lots={found} caption="Lots" />
        )}
      </Panel>
    </div>
  );
}
