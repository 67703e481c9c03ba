"use client";

import { FloorMain } from "@/components/layout/floor-shell";
import { ErrorState } from "@/components/ui/panel-state";
import { SecondKey } from "@/components/shop-floor/key";

/** It could not be shown; what was tapped is still in the queue. */
export default function StationError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <FloorMain className="grid place-items-center">
      <ErrorState level={1} title="This could not be shown" reference={error.digest} actions={<SecondKey label="Try again" icon="refresh" onClick={reset} />}>
        Entries that were made on this tablet are kept and send themselves.
      </ErrorState>
    </FloorMain>
  );
}
