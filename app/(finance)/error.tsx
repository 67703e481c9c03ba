"use client";

import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { ErrorState } from "@/components/ui/panel-state";
import { digestOf } from "@/lib/client/digest-of";

/** A page of finance that failed: the frame stays, nothing that was recorded is lost. */
export default function FinanceError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <ErrorState
      level={1}
      title="The figures could not be read"
      reference={digestOf(error)}
      className="rounded border border-line bg-surface"
      actions={
        <>
          <Button tone="primary" onClick={() => retry()}>
            Try again
          </Button>
          <ButtonLink href="/wip-value">To the value of WIP</ButtonLink>
        </>
      }
    >
      Nothing that was recorded is lost: the ledger only grows. Try again; if it stays, give the reference to whoever runs Millrace.
    </ErrorState>
  );
}
