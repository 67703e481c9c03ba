"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { DeviceKind } from "@/lib/auth/devices";
import { revokeDeviceAction } from "../actions";

/** Asks once: bringing a revoked device back needs somebody in front of it (UI-11). */
export function RevokeButton({ deviceId, kind, name }: { deviceId: string; kind: DeviceKind; name: string }) {
  const [open, setOpen] = useState(false);
  const [failed, setFailed] = useState(false);
  const [busy, start] = useTransition();
  function revoke() {
    start(async () => {
      const { ok } = await revokeDeviceAction(deviceId);
      setFailed(!ok);
      if (ok) setOpen(false);
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
        <p>
          {kind === "WALL"
            ? "It stops showing its lines within seconds. To use it again it must be enrolled anew."
            : "Who is signed on there is signed off at once, and badge and PIN stop working on it. What runs at the line goes on. To use it again it must be enrolled anew. What it kept is removed from it, entries that it has not sent included."}
          {failed ? (
            <span role="alert" className="mt-2 block font-medium text-down-ink">
              It was revoked meanwhile, or is not one of yours. Reload the page.
            </span>
          ) : null}
        </p>
      </Dialog>
    </>
  );
}
