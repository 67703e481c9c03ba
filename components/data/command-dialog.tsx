"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { SendResult } from "@/lib/client/queue-item";
import { useCommand } from "@/lib/client/use-command";
import { refusalSentence } from "@/lib/format/refusal-text";
import { type Signature, SignFields, UNSIGNED } from "./sign-fields";

type CommandDialogProps = {
  title: string;
  description?: string;
  /** What the button that sends says. */
  action: string;
  /** True once what the command takes is entered; the signature is looked after here. */
  ready: boolean;
  /** What a signature says, where the command is signed (SEC-12). */
  meaning?: string;
  timeZone: string;
  /** Sends it; the signature is empty where nothing is signed. */
  send: (signature: Signature) => Promise<SendResult>;
  onClose: () => void;
  /** What the command takes. */
  children?: ReactNode;
};

/** Asks for what a command takes and sends it, signed or not. Once it is done it closes and the page is read anew; a refusal is said, and the password is typed again. */
export function CommandDialog({ title, description, action, ready, meaning, timeZone, send, onClose, children }: CommandDialogProps) {
  const command = useCommand({ onDone: onClose });
  const [signature, setSignature] = useState(UNSIGNED);
  const signed = meaning === undefined || (signature.email !== "" && signature.password !== "");
  const press = () =>
    command.send(async () => {
      const answer = await send(signature);
      if (!answer.ok) setSignature({ ...signature, password: "" });
      return answer;
    });
  return (
    <Dialog
      onClose={onClose}
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={command.busy} disabled={!ready || !signed} onClick={press}>
            {action}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {children}
        {meaning === undefined ? null : <SignFields value={signature} meaning={meaning} onChange={setSignature} />}
        {command.refusal === null ? null : (
          <p role="alert" className="text-sm font-medium text-down-ink">
            {refusalSentence(command.refusal, { timeZone })}
          </p>
        )}
      </div>
    </Dialog>
  );
}
