"use client";

import { UnreadPage } from "@/app/_frame/unread-page";

/** A planner's page could not be read. */
export default function PlannerError({ error, retry }: { error: unknown; retry: () => void }) {
  return <UnreadPage error={error} retry={retry} to={{ href: "/wip", label: "To the board" }} />;
}
