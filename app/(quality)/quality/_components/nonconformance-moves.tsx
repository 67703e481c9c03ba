"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextArea } from "@/components/ui/field";
import type { CommandResult } from "@/lib/commands/refusal";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { NonconformanceView } from "@/lib/queries/quality/nonconformances";
import { actOnNonconformanceAction, reviewNonconformanceAction, voidNonconformanceAction } from "../actions";
import { AllowReworkDialog } from "./allow-rework-dialog";
import { CloseDialog } from "./close-dialog";
import { DispositionDialog } from "./disposition-dialog";

/** A move that asks for words, and what they are for. */
const WORDED = {
  ACTION: {
    title: "What is done about it",
    label: "Action",
    button: "Begin the action",
    send: (nonconformanceId: string, action: string) => actOnNonconformanceAction({ commandId: v7(), nonconformanceId, action }),
  },
  VOID: {
    title: "It is no nonconformance",
    label: "Why",
    button: "Void it",
    send: (nonconformanceId: string, reason: string) => voidNonconformanceAction({ commandId: v7(), nonconformanceId, reason }),
  },
} as const;

/** What may be done next about a nonconformance by whoever reads it; nothing for who may not. */
export function NonconformanceMoves({ row }: { row: NonconformanceView }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [asking, setAsking] = useState<keyof typeof WORDED | "DECIDE" | "ALLOW" | "CLOSE">();
  const [refused, setRefused] = useState<string>();
  const { id, number, state, mayMove, mayDecide, timeZone } = row;
  if (!mayMove || state === "CLOSED" || state === "VOID") return null;
  const settle = (result: CommandResult<unknown>) => {
    setRefused(result.ok ? undefined : refusalSentence(result, { timeZone }));
    if (!result.ok) return;
    setAsking(undefined);
    router.refresh();
  };
  const button = (label: string, onClick: () => void) => (
    <Button busy={busy} aria-label={`${label}, ${number}`} onClick={onClick}>
      {label}
    </Button>
  );
  return (
    <div className="flex flex-wrap items-center gap-2">
      {state === "OPEN" ? button("Review", () => start(async () => settle(await reviewNonconformanceAction({ commandId: v7(), nonconformanceId: id })))) : null}
      {state === "OPEN" && mayDecide ? button("Void", () => setAsking("VOID")) : null}
      {state === "IN_REVIEW" && mayDecide ? button("Decide", () => setAsking("DECIDE")) : null}
      {state === "IN_REVIEW" && !mayDecide ? <span className="text-sm text-ink-3">a second person decides</span> : null}
      {state === "DISPOSITIONED" ? button("Action", () => setAsking("ACTION")) : null}
      {state === "ACTION" ? button("Close", () => setAsking("CLOSE")) : null}
      {row.cause === "REWORK" && mayDecide ? button("Allow another round", () => setAsking("ALLOW")) : null}
      {refused !== undefined && asking === undefined ? (
        <p role="alert" className="text-sm font-medium text-down-ink">
          {refused}
        </p>
      ) : null}
      {asking === "DECIDE" ? <DispositionDialog row={row} onClose={() => setAsking(undefined)} /> : null}
      {asking === "ALLOW" ? <AllowReworkDialog row={row} onClose={() => setAsking(undefined)} /> : null}
      {asking === "CLOSE" ? <CloseDialog row={row} onClose={() => setAsking(undefined)} /> : null}
      {asking === "ACTION" || asking === "VOID" ? (
        <WordsDialog
          number={number}
          move={WORDED[asking]}
          busy={busy}
          refused={refused}
          onClose={() => setAsking(undefined)}
          onSend={(words) => start(async () => settle(await WORDED[asking].send(id, words)))}
        />
      ) : null}
    </div>
  );
}

type WordsProps = {
  number: string;
  move: { readonly title: string; readonly label: string; readonly button: string };
  busy: boolean;
  refused: string | undefined;
  onClose: () => void;
  onSend: (words: string) => void;
};

function WordsDialog({ number, move, busy, refused, onClose, onSend }: WordsProps) {
  const [words, setWords] = useState("");
  return (
    <Dialog
      onClose={onClose}
      title={`${number}: ${move.title}`}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} disabled={words.trim() === ""} onClick={() => onSend(words.trim())}>
            {move.button}
          </Button>
        </>
      }
    >
      <TextArea label={move.label} value={words} maxLength={500} rows={3} error={refused} onChange={(event) => setWords(event.target.value)} />
    </Dialog>
  );
}
