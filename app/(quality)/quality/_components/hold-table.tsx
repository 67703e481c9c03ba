"use client";

import { useState, useTransition } from "react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { type Signature, SignFields, UNSIGNED } from "@/components/data/sign-fields";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { DeskHold } from "@/lib/queries/quality/desk";
import { liftHoldAction } from "../actions";

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
              <Th>Why</Th>
              <Th>Placed</Th>
              <Th>Lift</Th>
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
                <Td>
                  {row.reason}
                  {row.nonconformance === null ? null : <span className="text-ink-3"> ({row.nonconformance})</span>}
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
  const router = useRouter();
  const [busy, start] = useTransition();
  const [reason, setReason] = useState("");
  const [signature, setSignature] = useState<Signature>(UNSIGNED);
  const [refused, setRefused] = useState<string>();
  const send = () =>
    start(async () => {
      const result = await liftHoldAction({ ...signature, input: { commandId: v7(), holdId: hold.id, reason: reason.trim() } });
      if (result.ok) {
        onClose();
        router.refresh();
        return;
      }
      setSignature({ ...signature, password: "" });
      setRefused(refusalSentence(result, { timeZone: hold.timeZone }));
    });
  const ready = reason.trim() !== "" && signature.email !== "" && signature.password !== "";
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Lift the hold of lot ${hold.lot}`}
      description={`Placed by ${hold.placedName} because of: ${hold.reason}. Other holds, and what the ERP says of the lot, go on counting.`}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} disabled={!ready} onClick={send}>
            Sign and lift
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field label="Why" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        <SignFields value={signature} meaning="You approve that this lot may be used." onChange={setSignature} />
        {refused === undefined ? null : (
          <p role="alert" className="text-sm font-medium text-down-ink">
            {refused}
          </p>
        )}
      </div>
    </Dialog>
  );
}
