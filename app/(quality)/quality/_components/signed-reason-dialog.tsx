"use client";

import { type ComponentProps, useState } from "react";
import { CommandDialog } from "@/components/data/command-dialog";
import type { Signature } from "@/components/data/sign-fields";
import { Field } from "@/components/ui/field";
import type { SendResult } from "@/lib/client/queue-item";

type Props = Pick<ComponentProps<typeof CommandDialog>, "title" | "description" | "action" | "timeZone" | "onClose"> & {
  send: (signature: Signature, reason: string) => Promise<SendResult>;
};

/** Asks why a lot may be used and for the signature under it (SEC-12). */
export function SignedReasonDialog({ send, ...dialog }: Props) {
  const [reason, setReason] = useState("");
  return (
    <CommandDialog {...dialog} ready={reason.trim() !== ""} meaning="You approve that this lot may be used." send={(signature) => send(signature, reason.trim())}>
      <Field label="Why" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
    </CommandDialog>
  );
}
