"use client";

import { Button } from "@/components/ui/button";
import { PlainLink } from "@/components/ui/plain-link";
import { ErrorState } from "@/components/ui/panel-state";
import { Surface } from "@/components/ui/surface";
import { digestOf } from "@/lib/client/digest-of";

/** A page that failed: nothing that was saved is lost, try again, or go home. */
export function PageFailed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Surface className="grid place-items-center p-6">
      <main>
        <ErrorState
          level={1}
          title="This page could not be shown"
          reference={digestOf(error)}
          className="rounded border border-line bg-surface"
          actions={
            <>
              <Button tone="primary" onClick={() => retry()}>
                Try again
              </Button>
              <PlainLink href="/">To the start page</PlainLink>
            </>
          }
        >
          Nothing that was saved is lost. Try again; if it stays, give the reference below to whoever runs Millrace.
        </ErrorState>
      </main>
    </Surface>
  );
}
