"use client";

import { useRouter } from "next/navigation";
import { useLiveChanges } from "@/lib/client/use-stream";

/** Lets a page that the server renders follow the plant: when something of these kinds changed, it is rendered anew, without a reload. */
export function RefreshOnChange({ kinds }: { kinds: readonly string[] }) {
  const router = useRouter();
  useLiveChanges(kinds, () => router.refresh());
  return null;
}
