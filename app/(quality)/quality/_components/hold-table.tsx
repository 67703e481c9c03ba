"use client";

import { useState } from "react";
import Link from "next/link";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { HeldPieces } from "@/components/data/held-pieces";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { DeskHold } from "@/lib/queries/quality/desk";
import { liftHoldAction } from "../actions";
import { SignedReasonDialog } from "./signed-reason-dialog";

/** Lots that are held, why and by whom; a second person lifts a hold with a signature (S23). */
export function HoldTable({ rows }: { rows: readonly DeskHold[] }) {
  const [lifting, setLifting] = useState<DeskHold>();
  return (
    <Panel title="Holds that stand" className="overflow-x-auto">
      {rows.length === 0 ? (
        <EmptyState title="No lot is held">A lot is held by a check that fails, or by hand on its trace page.</EmptyState>
      ) : (
        <Table caption="Holds that stand">
          <thead>
            <tr>
              <Th>Lot</Th>
              <Th>Item</Th>
              <Th num>On hand</Th>
              <Th>Held</Th>
              <Th>Why</Th>
              <Th>Placed</Th>
              <Th>Lift</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <RowHead className="whitespace-nowrap">
                  <Link href={`/trace/${encodeURIComponent(row.lot)}`}>{row.lot}</Link>
                </RowHead>
                <Td className="whitespace-nowrap">{row.item}</Td>
                <Td num>{formatQuantityWithUnit(row.onHand, row.uom)}</Td>
                <Td>{row.part === null ? "all of it" : <HeldPieces part={row.part} uom={row.uom} timeZone={row.timeZone} />}</Td>
                <Td>
                  {row.reason}
                  {row.nonconformance === null ? null : <span className="whitespace-nowrap text-ink-3"> ({row.nonconformance})</span>}
                </Td>
                <Td>
                  {row.placedName}, {formatDayTime(row.placedAt, { timeZone: row.timeZone })}
                </Td>
                <Td>
                  {row.mayLift ? (
                    <Button aria-label={`Lift the hold of ${row.lot}`} onClick={() => setLifting(row)}>
                      Lift
                    </Button>
                  ) : (
                    <span className="text-sm text-ink-3">{row.own ? "a second person" : "a quality manager"}</span>
                  )}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {lifting === undefined ? null : <LiftDialog key={lifting.id} hold={lifting} onClose={() => setLifting(undefined)} />}
    </Panel>
  );
}

function LiftDialog({ hold, onClose }: { hold: DeskHold; onClose: () => void }) {
  return (
    <SignedReasonDialog
      title={`Lift the hold of lot ${hold.lot}`}
      description={`Placed by ${hold.placedName} because of: ${hold.reason}. Other holds, and what the ERP says of the lot, go on counting.`}
      action="Sign and lift"
      timeZone={hold.timeZone}
      send={(signature, reason) => liftHoldAction({ ...signature, input: { commandId: v7(), holdId: hold.id, reason } })}
      onClose={onClose}
    />
  );
}
