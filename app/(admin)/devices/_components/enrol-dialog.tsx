"use client";

import { useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { formatDayTime } from "@/lib/format/instant";
import { createCodeAction } from "../actions";
import { KIND_WORDS } from "./kind-words";

type EnrolDialogProps = { places: readonly { value: string; label: string }[]; timeZone: string };

/** Makes an enrolment code for one new tablet or wall display and shows it once. */
export function EnrolDialog(props: EnrolDialogProps) {
  const [open, setOpen] = useState(false);
  const [round, setRound] = useState(0);
  function close() {
    setOpen(false);
    // A code that was shown must not stand there when the dialog opens again.
    setRound(round + 1);
  }
  return (
    <>
      <Button tone="primary" size="lg" onClick={() => setOpen(true)}>
        Enrol a device
      </Button>
      <Dialog open={open} onClose={close} title="Enrol a device">
        <Content key={round} {...props} />
      </Dialog>
    </>
  );
}

function Content({ places, timeZone }: EnrolDialogProps) {
  const [state, action, busy] = useActionState(createCodeAction, { step: "form" });
  if (state.step === "made") {
    const path = `/enrol?code=${state.code}`;
    return (
      <div className="grid gap-3">
        <p>
          On <b>{state.name}</b>, open <span className="font-semibold">{typeof window === "undefined" ? path : `${window.location.origin}${path}`}</span> or enter this code at{" "}
          <span className="font-semibold">/enrol</span>:
        </p>
        <p className="rounded border border-line-strong bg-raised py-4 text-center text-2xl font-semibold tracking-[0.08em] select-all">{state.code}</p>
        <p className="text-ink-2">It works once, until {formatDayTime(state.expiresAt, { timeZone })}, and is not shown again.</p>
      </div>
    );
  }
  return (
    <form action={action} className="grid gap-4">
      <Select label="What it is" name="kind" options={Object.entries(KIND_WORDS).map(([value, label]) => ({ value, label }))} />
      <Field label="Name" name="name" hint="As it is written on the device: Tablet A-L2-1" maxLength={60} required autoComplete="off" />
      <Select label="Where it stands" name="place" options={places} />
      {state.problem === undefined ? null : (
        <p role="alert" className="font-medium text-down-ink">
          {state.problem}
        </p>
      )}
      <Button type="submit" tone="primary" size="lg" busy={busy} className="justify-self-end">
        Make a code
      </Button>
    </form>
  );
}
