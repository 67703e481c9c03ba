"use client";

import { useEffect } from "react";
import { tellLocks } from "@/lib/client/offline/locks-here";

/** How soon to try again while a lock waits to be told. */
const AGAIN_MS = 30_000;

/** SEC-05: tells the server of what wrong PINs have locked here without the network, as soon as it is back: whoever did it may be gone, and nobody may sign on for hours. */
export function useTellLocks(): void {
  useEffect(() => {
    // Without the network, or with too many at once, they wait for the next time.
    const tell = () => void tellLocks(new Date()).catch(() => undefined);
    tell();
    const timer = setInterval(tell, AGAIN_MS);
    window.addEventListener("online", tell);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", tell);
    };
  }, []);
}
