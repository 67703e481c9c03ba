"use client";

import { useState } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "@/components/ui/field";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { LoadingRows } from "@/components/ui/skeleton";
import { trendKeys } from "@/lib/client/office-keys";
import { readScreen } from "@/lib/client/read-screen";
import { useWidth } from "@/lib/client/use-width";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { LotConditions, LotPiece } from "@/lib/queries/trace/lot-conditions";
import { MachineConditions } from "./machine-conditions";
import { spanWords } from "./span-words";

const WHOLE = "lot";

type Props = { lotId: string; number: string; uom: string; timeZone: string; pieces: readonly LotPiece[] };

/** Under which conditions a lot was made: the parameters of its machines in that time, for all of it or one piece. */
export function ConditionsPanel({ lotId, number, uom, timeZone, pieces }: Props) {
  const { ref, pixels } = useWidth();
  const [piece, setPiece] = useState(WHOLE);
  const query = new URLSearchParams({ lot: lotId, pixels: String(pixels), ...(piece === WHOLE ? {} : { piece }) }).toString();
  const { data, isError } = useQuery({
    queryKey: trendKeys.lot(lotId, piece, pixels),
    queryFn: () => readScreen<LotConditions>(`/trace/${encodeURIComponent(number)}/conditions?${query}`),
    enabled: pixels > 0,
    placeholderData: keepPreviousData,
  });
  const machines = data?.machines ?? [];
  return (
    <div ref={ref}>
      <Panel
        title="Conditions while it was made"
        className="mt-4"
        actions={
          <Select
            label="Piece"
            unseen
            value={piece}
            onChange={(event) => setPiece(event.target.value)}
            options={[{ value: WHOLE, label: "All of it" }, ...pieces.map((one) => ({ value: one.id, label: pieceWords(one, uom, timeZone) }))]}
          />
        }
      >
        {isError ? (
          <p role="alert" className="px-4 pb-4 text-ink-3">
            What was measured could not be read.
          </p>
        ) : data === undefined ? (
          <LoadingRows rows={3} label="What was measured is being read" />
        ) : machines.every(({ parameters }) => parameters.length === 0) ? (
          <p className="px-4 pb-4 text-ink-3">{`Nothing was measured at ${[...new Set(machines.map(({ unit }) => unit))].join(", ")} in that time.`}</p>
        ) : (
          machines.map((machine) => <MachineConditions key={`${machine.unit} ${machine.order} ${machine.opNo}`} machine={machine} uom={uom} timeZone={timeZone} />)
        )}
        <PanelFoot>
          Breaches were judged by the limits of their time; the limits shown are today’s. Of earlier operations the whole runs count, for nothing tells what of their output went
          into this lot.
        </PanelFoot>
      </Panel>
    </div>
  );
}

function pieceWords({ unit, opNo, from, to, quantity, sscc }: LotPiece, uom: string, timeZone: string): string {
  const what = quantity === null ? `whole run of operation ${opNo}` : formatQuantityWithUnit(quantity, uom);
  return [spanWords({ from, to }, timeZone), unit, what, ...(sscc === null ? [] : [sscc])].join(" · ");
}
