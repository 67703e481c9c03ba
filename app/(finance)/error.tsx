"use client";

import { UnreadPage } from "@/app/_frame/unread-page";

/** A page of finance that failed: the frame stays, nothing that was recorded is lost. */
export default function FinanceError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <UnreadPage error={error} retry={retry} to={{ href: "/wip-value", label: "To the value of WIP" }} title="The figures could not be read">
      Nothing that was recorded is lost: the ledger only grows. Try again; if it stays, give the reference to whoever runs Millrace.
    </UnreadPage>
  );
}
