"use client";

import { useEffect, useRef, useTransition } from "react";
import { useRouter } from "next/navigation";

/** How soon a server that did not answer is asked again. */
const AGAIN_MS = 3_000;

async function serverAnswers(): Promise<boolean> {
  const answer = await fetch("/api/health?probe=serve", { cache: "no-store" }).catch(() => null);
  return answer?.ok === true;
}

/**
 * Has the server render the page anew, and says whether that is under way. Where the router's own read fails it loads the whole page, which leaves an empty glass: the
 * server is asked first, and until it answers what was read stays where it is.
 */
export function usePageRefresh(): { readonly refresh: () => void; readonly busy: boolean } {
  const router = useRouter();
  const [busy, start] = useTransition();
  const again = useRef<ReturnType<typeof setTimeout>>(undefined);
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
      clearTimeout(again.current);
    };
  }, []);
  async function refresh(): Promise<void> {
    clearTimeout(again.current);
    const answers = await serverAnswers();
    if (left.current) return;
    if (answers) start(() => router.refresh());
    else again.current = setTimeout(() => void refresh(), AGAIN_MS);
  }
  return { refresh: () => void refresh(), busy };
}
