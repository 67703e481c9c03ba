"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { formatDayTime } from "@/lib/format/instant";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { LotHoldRow, LotHolds } from "@/lib/queries/trace/lot-holds";
import { HeldPieces } from "@/components/data/held-pieces";
import { placeHoldAction } from "../actions";

type Props = { lotId: string; number: string; holds: LotHolds; mayHold: boolean; timeZone: string; uom: string };
/** The holds of a lot: why, by whom, since when; who may places one; a second person lifts it at the quality desk, with a signature. */
export function HoldPanel({ lotId, number, holds, mayHold, timeZone, uom }: Props) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string>();
  const place = holds.mayPlace && mayHold;
  if (holds.rows.length === 0 && !place) return null;
  const send = (reason: string) =>
    start(async () => {
      const result = await placeHoldAction({ commandId: v7(), lotId, reason });
      setError(result.ok ? undefined : refusalSentence(result, { timeZone }));
      setAsking(false);
      router.refresh();
    });
  return (
    <Panel
      title="Holds"
      className="mt-4"
      padded
      actions={
        place ? (
          <Button busy={pending} onClick={() => setAsking(true)}>
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
            {hold.part === null || hold.releasedAt !== null ? null : <HeldPieces part={hold.part} uom={uom} timeZone={timeZone} />}
            {hold.mayLift ? <ButtonLink href="/quality">Lift it with a signature</ButtonLink> : null}
          </li>
        ))}
      </ul>
      {asking ? <WhyDialog number={number} busy={pending} onClose={() => setAsking(false)} onSend={send} /> : null}
    </Panel>
  );
}

function wordsOf(hold: LotHoldRow, timeZone: string): string {
  const placed = `held by ${hold.placedName}, ${formatDayTime(hold.placedAt, { timeZone })}`;
  if (hold.releasedAt === null) return placed;
  return `${placed}; lifted by ${hold.releasedName ?? "somebody"}, ${formatDayTime(hold.releasedAt, { timeZone })}: ${hold.releaseReason ?? ""}`;
}

type DialogProps = { number: string; busy: boolean; onClose: () => void; onSend: (reason: string) => void };

function WhyDialog({ number, busy, onClose, onSend }: DialogProps) {
  const [reason, setReason] = useState("");
  return (
    <Dialog
      onClose={onClose}
      title={`Hold lot ${number}`}
      description="It may not be taken, mounted or shipped until a quality manager lifts the hold. The ERP hears it at once."
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} disabled={reason.trim() === ""} onClick={() => onSend(reason.trim())}>
            Hold the lot
          </Button>
        </>
      }
    >
      <Field label="Why" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
    </Dialog>
  );
}
