"use client";

import { useEffect, useEffectEvent } from "react";
import { untilServerAnswers } from "./server-answers";

/** Tries a page that failed again by itself once a server that was away is back; one that failed while the server is there waits for a person, or it would fail for ever. */
export function useRetryWhenBack(retry: () => void): void {
  const again = useEffectEvent(retry);
  useEffect(() => {
    const leaving = new AbortController();
    void untilServerAnswers(leaving.signal).then((wasAway) => {
      if (wasAway && !leaving.signal.aborted) again();
    });
    return () => leaving.abort();
  }, []);
}
