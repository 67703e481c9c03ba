"use client";

import { type ReactNode, useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { RowAlert } from "@/components/ui/row-alert";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { formatDayTime } from "@/lib/format/instant";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { OrderActions } from "@/lib/queries/planner/order-actions";
import { closeOrderAction, holdOrderAction, reopenOrderAction, resumeOrderAction } from "../actions";

const HOLDERS = { LEAD: "a shift lead", QUALITY: "quality", PLANNER: "a planner" } as const;

type Props = { orderId: string; number: string; actions: OrderActions; timeZone: string; asOf: string; children?: ReactNode };
type Asking = "hold" | "reopen";

/** What may be done with the order now: hold it, lift the hold, open it again, close it without waiting. `children`: what else has a dialog of its own. */
export function OrderActionBar({ orderId, number, actions, timeZone, asOf, children }: Props) {
  const router = useRouter();
  const [pending, start] = useTransition();
  const [asking, setAsking] = useState<Asking>();
  const [error, setError] = useState<string>();
  const said = statement(actions, timeZone, asOf);
  const send = (act: (input: unknown) => ReturnType<typeof resumeOrderAction | typeof holdOrderAction | typeof reopenOrderAction | typeof closeOrderAction>, input: object = {}) =>
    start(async () => {
      const result = await act({ commandId: v7(), orderId, ...input });
      setError(result.ok ? undefined : refusalSentence(result, { timeZone }));
      setAsking(undefined);
      router.refresh();
    });
  if (said === null && !actions.hold && !actions.resume && !actions.reopen && !actions.close && !actions.move) return null;
  return (
    <section aria-label="What may be done with the order" className="mb-4 flex flex-wrap items-center gap-2">
      {said === null ? null : <p className="mr-2 text-ink-2">{said}</p>}
      {actions.resume ? (
        <Button tone="primary" busy={pending} onClick={() => send(resumeOrderAction)}>
          Lift the hold
        </Button>
      ) : null}
      {actions.hold ? (
        <Button busy={pending} onClick={() => setAsking("hold")}>
          Hold the order
        </Button>
      ) : null}
      {actions.reopen ? (
        <Button busy={pending} onClick={() => setAsking("reopen")}>
          Open it again
        </Button>
      ) : null}
      {actions.close ? (
        <Button busy={pending} onClick={() => send(closeOrderAction)}>
          Close it now
        </Button>
      ) : null}
      {children}
      <RowAlert>{error}</RowAlert>
      {asking === undefined ? null : (
        <ReasonDialog
          key={asking}
          asking={asking}
          number={number}
          reasons={actions.reasons}
          busy={pending}
          onClose={() => setAsking(undefined)}
          onSend={(input) => send(asking === "hold" ? holdOrderAction : reopenOrderAction, input)}
        />
      )}
    </section>
  );
}

type DialogProps = {
  asking: Asking;
  number: string;
  reasons: OrderActions["reasons"];
  busy: boolean;
  onClose: () => void;
  onSend: (input: { reason: string; comment?: string }) => void;
};

function ReasonDialog({ asking, number, reasons, busy, onClose, onSend }: DialogProps) {
  const hold = asking === "hold";
  const choices = hold ? reasons.filter((reason) => reason.stop) : reasons;
  const [code, setCode] = useState("");
  const [comment, setComment] = useState("");
  const words = hold && choices.some((reason) => reason.code === code && reason.comment);
  const ready = code !== "" && (!words || comment.trim() !== "");
  return (
    <Dialog
      onClose={onClose}
      title={hold ? `Hold ${number}` : `Open ${number} again`}
      description={
        hold
          ? "Nothing of it starts or is recorded until the hold is lifted. What is in work is paused."
          : "Its last operation is ready again: start it, record what is missing, or take an entry back."
      }
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} disabled={!ready} onClick={() => onSend({ reason: code, ...(words ? { comment: comment.trim() } : {}) })}>
            {hold ? "Hold the order" : "Open it again"}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Select
          label="Why"
          value={code}
          onChange={(event) => setCode(event.target.value)}
          options={[{ value: "", label: "Choose a reason" }, ...choices.map((reason) => ({ value: reason.code, label: reason.name }))]}
        />
        {words ? <Field label="In a few words" value={comment} maxLength={500} onChange={(event) => setComment(event.target.value)} /> : null}
      </div>
    </Dialog>
  );
}

/** Why the order stands where it does, where its state alone does not say it. */
function statement({ heldBy, closesFrom, closedInErp }: OrderActions, timeZone: string, asOf: string): string | null {
  if (heldBy !== null) return `Held by ${HOLDERS[heldBy]}.`;
  if (closesFrom === null) return null;
  if (closedInErp) return "The ERP has closed it; it closes here as soon as nothing of it is open.";
  return closesFrom > asOf
    ? `It closes by itself from ${formatDayTime(closesFrom, { timeZone })} on; until then a shift lead can open it again.`
    : "It closes by itself as soon as the ERP has accepted everything and nothing of it is open.";
}
