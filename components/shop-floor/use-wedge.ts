"use client";

import { useEffect, useRef } from "react";
import { feedWedge, NO_SCAN, wedgeKey } from "./wedge";

/** Who hears the scanner, the newest last: what covers the page has it alone, so that nothing behind it takes the same code. */
const hearing: object[] = [];

/**
 * Hears a keyboard-wedge scanner anywhere on the page (UI-07), unless something that appeared later does; fields that are being typed in keep their keys.
 * Codes of less than `shortest` characters are none.
 */
export function useWedge(onScan: (code: string) => void, enabled = true, shortest?: number): void {
  const wedge = useRef(NO_SCAN);
  // Whoever asks for something else meanwhile keeps its turn: what covers the page goes on hearing.
  const latest = useRef({ onScan, shortest });
  useEffect(() => {
    latest.current = { onScan, shortest };
  });
  useEffect(() => {
    if (!enabled) return;
    const own = {};
    hearing.push(own);
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select") !== null;
      const key = wedgeKey(event);
      if (typing || key === undefined || hearing.at(-1) !== own) return;
      const fed = feedWedge(wedge.current, key, event.timeStamp, latest.current.shortest);
      wedge.current = fed.wedge;
      if (fed.scanned === undefined) return;
      // Otherwise the closing Enter would also press whatever has the focus.
      event.preventDefault();
      latest.current.onScan(fed.scanned);
    };
    window.addEventListener("keydown", onKey, true);
    return () => {
      hearing.splice(hearing.indexOf(own), 1);
      window.removeEventListener("keydown", onKey, true);
    };
  }, [enabled]);
}
