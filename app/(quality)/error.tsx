"use client";

import { UnreadPage } from "@/app/_frame/unread-page";

/** The quality desk could not be read. */
export default function QualityError({ error, retry }: { error: unknown; retry: () => void }) {
  return <UnreadPage error={error} retry={retry} to={{ href: "/trace", label: "To the trace" }} />;
}
