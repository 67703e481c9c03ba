"use client";

import { lazy, Suspense } from "react";

// Every page carries this one along from its first load. Where even its words cannot be fetched, the last resort (global-error) has its own.
// Not by `later`, which would be another part of this small file.
const PageFailed = lazy(() => import("./_frame/page-failed").then(({ PageFailed: page }) => ({ default: page })));

/** A page that failed. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Suspense>
      <PageFailed error={error} retry={retry} />
    </Suspense>
  );
}
