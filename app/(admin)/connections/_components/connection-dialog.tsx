"use client";

import { useState, useTransition } from "react";
import { Refused } from "@/app/(admin)/_components/refused";
import { connectionDetailAction } from "@/app/(admin)/connections/actions";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Refusal } from "@/lib/commands/refusal";
import type { ConnectionDetail, ConnectionForm as Kind } from "@/lib/edge/connection-admin";
import type { ConfigurableSite } from "@/lib/queries/admin/configurable-sites";
import { ConnectionForm } from "./connection-form";

type Common = { kinds: readonly Kind[]; sites: readonly ConfigurableSite[] };

/** Adds a connection to an ERP. */
export function AddConnection(props: Common) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button tone="primary" icon="plus" size="lg" onClick={() => setOpen(true)}>
        Add a connection
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Add a connection" wide>
        <ConnectionForm {...props} detail={null} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

/** Opens a connection for editing, as it is stored at that moment. */
export function ChangeConnection({
  connectionId,
  name,
  timeZone,
  forbidden,
  urgent,
  ...props
}: Common & { connectionId: string; name: string; timeZone: string; forbidden?: string; urgent: boolean }) {
  const [busy, start] = useTransition();
  const [detail, setDetail] = useState<ConnectionDetail | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  function open() {
    start(async () => {
      const result = await connectionDetailAction(connectionId);
      setRefusal(result.ok ? null : result);
      setDetail(result.ok ? result.data : null);
    });
  }
  return (
    <div className="grid gap-1">
      <Button icon="sliders" tone={urgent ? "primary" : "plain"} busy={busy} forbidden={forbidden} aria-label={`Change ${name}`} onClick={open}>
        Change
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      <Dialog open={detail !== null} onClose={() => setDetail(null)} title={`Change ${name}`} wide>
        {detail === null ? null : <ConnectionForm key={detail.seen} {...props} detail={detail} close={() => setDetail(null)} />}
      </Dialog>
    </div>
  );
}
