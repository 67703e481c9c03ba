"use client";

import { useEffect, useRef, useTransition } from "react";
import { useRouter } from "next/navigation";
import { AGAIN_MS, serverAnswers, untilServerAnswers } from "./server-answers";

/**
 * Has the server render the page anew, and says whether that is under way. Where the router's own read fails it loads the whole page, which leaves an empty glass: the
 * server is asked first, and until it answers what was read stays where it is; where it goes after that, the load is held back until it is there again.
 */
export function usePageRefresh(): { readonly refresh: () => void; readonly busy: boolean } {
  const router = useRouter();
  const [busy, start] = useTransition();
  const again = useRef<ReturnType<typeof setTimeout>>(undefined);
  const left = useRef(false);
  const reads = useRef(false);
  useEffect(() => {
    reads.current = busy;
  }, [busy]);
  useEffect(() => {
    // Browsers without it show their own page for an address that does not answer.
    if (!("navigation" in window)) return;
    const holdBack = (event: NavigateEvent) => {
      if (!reads.current || event.userInitiated || !event.cancelable || event.destination.sameDocument || event.destination.url !== window.location.href) return;
      event.preventDefault();
      // The router waits for the load that it began, and does nothing else any more.
      void untilServerAnswers().then(() => {
        reads.current = false;
        if (!left.current) window.location.reload();
      });
    };
    window.navigation.addEventListener("navigate", holdBack);
    return () => window.navigation.removeEventListener("navigate", holdBack);
  }, []);
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
