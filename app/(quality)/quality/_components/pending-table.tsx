"use client";

import { useState } from "react";
import Link from "next/link";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { DeskPending } from "@/lib/queries/quality/desk";
import { releaseLotAction } from "../actions";
import { SignedReasonDialog } from "./signed-reason-dialog";

/** Lots that wait for their release since they were made (§2.2); a quality manager who recorded none of their checks releases them with a signature. */
export function PendingTable({ rows }: { rows: readonly DeskPending[] }) {
  const [releasing, setReleasing] = useState<DeskPending>();
  return (
    <Panel title="Lots that wait for their release" className="overflow-x-auto">
      {rows.length === 0 ? (
        <EmptyState title="No lot waits">Lots of items that the ERP marks for release come here when they are made, and may not be used until then.</EmptyState>
      ) : (
        <Table caption="Lots that wait for their release">
          <thead>
            <tr>
              <Th>Lot</Th>
              <Th>Item</Th>
              <Th num>On hand</Th>
              <Th>Order</Th>
              <Th>Made</Th>
              <Th>Checks</Th>
              <Th>Release</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <RowHead>
                  <Link href={`/trace/${encodeURIComponent(row.lot)}`}>{row.lot}</Link>
                </RowHead>
                <Td>{row.item}</Td>
                <Td num>{formatQuantityWithUnit(row.onHand, row.uom)}</Td>
                <Td>{row.order ?? "–"}</Td>
                <Td>{row.madeAt === null ? "–" : formatDayTime(row.madeAt, { timeZone: row.timeZone })}</Td>
                <Td>{checksOf(row)}</Td>
                <Td>
                  {row.mayRelease ? (
                    <Button aria-label={`Release lot ${row.lot}`} onClick={() => setReleasing(row)}>
                      Release
                    </Button>
                  ) : (
                    <span className="text-sm text-ink-3">a quality manager</span>
                  )}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {releasing === undefined ? null : <ReleaseDialog key={releasing.id} lot={releasing} onClose={() => setReleasing(undefined)} />}
    </Panel>
  );
}

function checksOf({ due, failed }: DeskPending): string {
  if (failed > 0) return due > 0 ? `${failed} failed, ${due} due` : `${failed} failed`;
  return due > 0 ? `${due} due` : "none open";
}

function ReleaseDialog({ lot, onClose }: { lot: DeskPending; onClose: () => void }) {
  return (
    <SignedReasonDialog
      title={`Release lot ${lot.lot}`}
      description={`Checks of it and of its order: ${checksOf(lot)}. It may be used and shipped from then on, unless the ERP says otherwise. The ERP hears it at once.`}
      action="Sign and release"
      timeZone={lot.timeZone}
      send={(signature, reason) => releaseLotAction({ ...signature, input: { commandId: v7(), lotId: lot.id, reason } })}
      onClose={onClose}
    />
  );
}
