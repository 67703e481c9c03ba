"use client";

import { later } from "@/components/ui/later";

// Every page of a tablet carries this one along from its first load, and its service worker keeps the rest; without it the page above speaks.
const StationFailed = later(() => import("@/app/(operator)/_components/station-failed").then(({ StationFailed: page }) => page));

/** A machine's page that failed. */
export default function StationError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <StationFailed error={error} retry={retry} />;
}
