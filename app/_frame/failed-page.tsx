"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { ErrorState } from "@/components/ui/panel-state";
import { digestOf } from "@/lib/client/digest-of";
import { useRetryWhenBack } from "@/lib/client/use-retry-when-back";

/** What a page that failed shows in its place: what is safe, in `children`, the way to try again, and `elsewhere`, a link to where to go instead. */
export function FailedPage({ title, error, retry, elsewhere, children }: { title: string; error: unknown; retry: () => void; elsewhere: ReactNode; children: ReactNode }) {
  useRetryWhenBack(retry);
  return (
    <Panel label="Not shown">
      <ErrorState
        level={1}
        title={title}
        reference={digestOf(error)}
        actions={
          <>
            <Button tone="primary" onClick={() => retry()}>
              Try again
            </Button>
            {elsewhere}
          </>
        }
      >
        {children}
      </ErrorState>
    </Panel>
  );
}
