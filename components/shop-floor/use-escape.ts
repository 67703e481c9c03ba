"use client";

import { useEffectEvent, useLayoutEffect } from "react";

/** What can be left, the newest last: one push leaves one of them. */
const open: object[] = [];

/**
 * Escape goes the way back of what has appeared last. A dialog or a pad that takes the key has it alone, and a field keeps the words that are in it.
 * `enabled`: there is something to go back from. `ahead`: it is a part of a sheet whose pad would leave the whole of it, and goes back first.
 */
export function useEscape(onBack: () => void, enabled = true, ahead = false): void {
  const back = useEffectEvent(onBack);
  // With the screen itself: a push right after a step back would go to what has just left.
  useLayoutEffect(() => {
    if (!enabled) return;
    const own = {};
    open.push(own);
    const onKey = (event: KeyboardEvent) => {
      const { target } = event;
      const isTyped = (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value !== "";
      if (event.key !== "Escape" || isTyped || open.at(-1) !== own) return;
      if (ahead) {
        // What asks something over the sheet is left before any part of it.
        if (target instanceof HTMLElement && target.closest("[role=dialog], [role=alertdialog]") !== null) return;
        event.preventDefault();
        back();
        return;
      }
      // Once everybody else on the page has had it.
      setTimeout(() => {
        if (!event.defaultPrevented) back();
      });
    };
    window.addEventListener("keydown", onKey, ahead);
    return () => {
      open.splice(open.indexOf(own), 1);
      window.removeEventListener("keydown", onKey, ahead);
    };
  }, [enabled, ahead]);
}
