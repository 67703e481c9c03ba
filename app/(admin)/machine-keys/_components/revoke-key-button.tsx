"use client";

import { useState, useTransition } from "react";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Refusal } from "@/lib/commands/refusal";
import { revokeKeyAction } from "../actions";

/** Asks once: a revoked key never works again, and its program has to be given another. */
export function RevokeKeyButton({ id, name, timeZone }: { id: string; name: string; timeZone: string }) {
  const [open, setOpen] = useState(false);
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  function revoke() {
    start(async () => {
      const result = await revokeKeyAction(id);
      setRefusal(result.ok ? null : result);
      if (result.ok) setOpen(false);
    });
  }
  return (
    <>
      <Button tone="quiet" onClick={() => setOpen(true)} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Revoke ${name}?`}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Keep it</Button>
            <Button tone="primary" busy={busy} onClick={revoke}>
              Revoke
            </Button>
          </>
        }
      >
        <div className="grid gap-2">
          <p>Its next call is refused. What it has recorded stays. It cannot be brought back; the program needs a new key.</p>
          {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
        </div>
      </Dialog>
    </>
  );
}
