"use client";

import { usePageRefresh } from "@/lib/client/use-page-refresh";
import { useLiveChanges } from "@/lib/client/use-stream";

/** Lets a page that the server renders follow the plant: when something of these kinds changed, it is rendered anew, without a reload. */
export function RefreshOnChange({ kinds }: { kinds: readonly string[] }) {
  const { refresh } = usePageRefresh();
  useLiveChanges(kinds, refresh);
  return null;
}
