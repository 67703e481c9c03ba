"use client";

import { type ReactNode, useLayoutEffect, useRef } from "react";
import clsx from "clsx";
import { Surface } from "@/components/ui/surface";
import type { Theme } from "@/components/ui/theme";

/** A tablet's page: always as high as the glass; header, banner, work, and keys in the lower third. */
export function FloorShell({ theme = "dark", children }: { theme?: Theme; children: ReactNode }) {
  return (
    <Surface theme={theme} floor className="flex h-dvh flex-col overflow-hidden">
      {children}
    </Surface>
  );
}

/** What was in focus last: where it has gone with its screen, whoever works by keyboard goes on in the one that takes its place. */
let lastFocused: Element | null = null;
if (typeof document !== "undefined") document.addEventListener("focusin", ({ target }) => void (lastFocused = target instanceof Element ? target : null));
/** The words of the key by which a board was left: the focus is back there once the board is. */
let leftBy = "";

type FloorMainProps = { className?: string; /** What covers it gives the focus back to the key that opened it. */ board?: boolean; children: ReactNode };

/** What lies between header and keys. It scrolls when a name or a list is longer than the glass, from the keyboard as well. */
export function FloorMain({ className, board = false, children }: FloorMainProps) {
  const main = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (document.activeElement === document.body && lastFocused?.isConnected === false) {
      const opener = board ? document.querySelector<HTMLElement>(`[data-opens="${CSS.escape(leftBy)}"]:enabled`) : null;
      (opener ?? main.current)?.focus({ preventScroll: true });
    }
    return () => {
      if (board) leftBy = lastFocused?.getAttribute("data-opens") ?? "";
    };
  }, [board]);
  return (
    <main ref={main} id="content" tabIndex={0} className={clsx("min-h-0 flex-1 overflow-y-auto px-6 py-4 focus-visible:-outline-offset-4", className)}>
      {children}
    </main>
  );
}
