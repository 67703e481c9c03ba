"use client";

import { Button, ButtonLink } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { ErrorState } from "@/components/ui/panel-state";

function digestOf(error: unknown): string | undefined {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : undefined;
}

/** The quality desk could not be read: the frame stays, with the way to the other pages. */
export default function QualityError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Panel label="Not shown">
      <ErrorState
        level={1}
        title="This page could not be read"
        reference={digestOf(error)}
        actions={
          <>
            <Button tone="primary" onClick={() => retry()}>
              Try again
            </Button>
            <ButtonLink href="/trace">To the trace</ButtonLink>
          </>
        }
      >
        What was recorded is safe. If it stays, give the reference below to whoever runs Millrace.
      </ErrorState>
    </Panel>
  );
}
