"use client";

import { useEffect } from "react";
import { isEntering } from "@/lib/client/entering";
import { sessionAccount } from "@/lib/client/offline/present";
import type { OfflinePage } from "@/lib/client/offline/read-offline";
import { inPatience } from "@/lib/client/patience";

const LOOK_MS = 3_000;

/** Looks for the server, and gives its own page the place of this one as soon as nothing is being entered that would be lost. */
export function useReturn(page: OfflinePage | undefined): void {
  useEffect(() => {
    if (page === undefined) return;
    let looking = false;
    const look = async () => {
      if (looking || isEntering()) return;
      looking = true;
      const there = await answers();
      looking = false;
      // Something may have been opened meanwhile.
      if (there && !isEntering()) goOn(page);
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    const now = () => void look();
    window.addEventListener("online", now);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", now);
    };
  }, [page]);
}

/** True when our server speaks, whatever it says of the session; a gateway that speaks for it is not it. */
async function answers(): Promise<boolean> {
  try {
    const { status } = await inPatience((signal) => fetch("/api/stream/activity", { cache: "no-store", signal }));
    return status < 500;
  } catch {
    return false;
  }
}

function goOn(page: OfflinePage): void {
  // The server may still know whoever was here before: somebody else has to be known to it first, and what they recorded goes out in their name.
  const other = "person" in page && sessionAccount.read() !== page.person.accountId;
  if (other) window.location.assign(`/sign-in?switch=1&to=${encodeURIComponent(window.location.pathname + window.location.search)}`);
  else window.location.reload();
}
