"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { formatDayTime } from "@/lib/format/instant";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { LotHoldRow, LotHolds } from "@/lib/queries/trace/lot-holds";
import { placeHoldAction, releaseHoldAction } from "../actions";

type Props = { lotId: string; number: string; holds: LotHolds; mayHold: boolean; timeZone: string };
/** Null: a hold is to be placed; else the one that is to be lifted. */
type Asking = { readonly lift: LotHoldRow | null };

/** The holds of a lot: why, by whom, since when; who may places one, and a second person lifts it. */
export function HoldPanel({ lotId, number, holds, mayHold, timeZone }: Props) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const [asking, setAsking] = useState<Asking>();
  const [error, setError] = useState<string>();
  const place = holds.mayPlace && mayHold;
  if (holds.rows.length === 0 && !place) return null;
  const send = (reason: string, lift: LotHoldRow | null) =>
    start(async () => {
      const result = lift === null ? await placeHoldAction({ commandId: v7(), lotId, reason }) : await releaseHoldAction({ commandId: v7(), holdId: lift.id, reason });
      setError(result.ok ? undefined : refusalSentence(result, { timeZone }));
      setAsking(undefined);
      router.refresh();
    });
  return (
    <Panel
      title="Holds"
      className="mt-4"
      padded
      actions={
        place ? (
          <Button busy={pending} onClick={() => setAsking({ lift: null })}>
            Hold the lot
          </Button>
        ) : undefined
      }
    >
      {error === undefined ? null : (
        <p role="alert" className="mb-2 text-sm font-medium text-down-ink">
          {error}
        </p>
      )}
      {holds.rows.length === 0 ? <p className="text-ink-3">Nobody holds it.</p> : null}
      <ul className="grid gap-2">
        {holds.rows.map((hold) => (
          <li key={hold.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className={hold.releasedAt === null ? "font-medium" : "text-ink-3"}>{hold.reason}</span>
            <span className="text-sm text-ink-3">{wordsOf(hold, timeZone)}</span>
            {hold.mayLift ? (
              <Button busy={pending} onClick={() => setAsking({ lift: hold })}>
                Lift this hold
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {asking === undefined ? null : (
        <WhyDialog number={number} lift={asking.lift} busy={pending} onClose={() => setAsking(undefined)} onSend={(reason) => send(reason, asking.lift)} />
      )}
    </Panel>
  );
}

function wordsOf(hold: LotHoldRow, timeZone: string): string {
  const placed = `held by ${hold.placedName}, ${formatDayTime(hold.placedAt, { timeZone })}`;
  if (hold.releasedAt === null) return placed;
  return `${placed}; lifted by ${hold.releasedName ?? "somebody"}, ${formatDayTime(hold.releasedAt, { timeZone })}: ${hold.releaseReason ?? ""}`;
}

type DialogProps = { number: string; lift: LotHoldRow | null; busy: boolean; onClose: () => void; onSend: (reason: string) => void };

function WhyDialog({ number, lift, busy, onClose, onSend }: DialogProps) {
  const [reason, setReason] = useState("");
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={lift === null ? `Hold lot ${number}` : `Lift a hold of lot ${number}`}
      description={
        lift === null
          ? "It may not be taken, mounted or shipped until a quality manager lifts the hold. The ERP hears it at once."
          : `Placed because of: ${lift.reason}. Other holds, and what the ERP says of the lot, go on counting.`
      }
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} disabled={reason.trim() === ""} onClick={() => onSend(reason.trim())}>
            {lift === null ? "Hold the lot" : "Lift the hold"}
          </Button>
        </>
      }
    >
      <Field label="Why" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
    </Dialog>
  );
}
