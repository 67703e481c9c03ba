"use client";

import { lazy, Suspense } from "react";

// Every page of a tablet carries this one along from its first load, and its service worker keeps the rest; without it the page above speaks.
// Not by `later`, which would be another part of this small file.
const StationFailed = lazy(() => import("@/app/(operator)/_components/station-failed").then(({ StationFailed: page }) => ({ default: page })));

/** A machine's page that failed. */
export default function StationError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <Suspense>
      <StationFailed error={error} retry={retry} />
    </Suspense>
  );
}
