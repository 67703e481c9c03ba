"use client";

import { later } from "@/components/ui/later";

// Every page carries this one along from its first load. Where even its words cannot be fetched, the last resort (global-error) has its own.
const PageFailed = later(() => import("./_frame/page-failed").then(({ PageFailed: page }) => page));

/** A page that failed. */
export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  return <PageFailed error={error} retry={retry} />;
}
