"use client";

import { useEffect } from "react";
import { useFloor } from "./floor-provider";

/** Reads a page again as soon as the server has answered what was tapped on this tablet. Returns how many answers the page does not contain yet. */
export function useRefreshOnAnswers(refresh: () => void): number {
  const { queue } = useFloor();
  const sent = queue.items.filter((item) => item.state === "SENT").length;
  useEffect(() => {
    // The stream would tell it as well, a moment later.
    if (sent > 0) refresh();
  }, [sent, refresh]);
  return sent;
}
