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

/** What was in focus has gone with its screen: whoever works by keyboard goes on in the one that takes its place. */
let focusGone = false;

/** What lies between header and keys. It scrolls when a name or a list is longer than the glass, from the keyboard as well. */
export function FloorMain({ className, children }: { className?: string; children: ReactNode }) {
  const main = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (focusGone && document.activeElement === document.body) main.current?.focus({ preventScroll: true });
    focusGone = false;
    return () => {
      focusGone = document.activeElement !== document.body;
    };
  }, []);
  return (
    <main ref={main} id="content" tabIndex={0} className={clsx("min-h-0 flex-1 overflow-y-auto px-6 py-4 focus-visible:-outline-offset-4", className)}>
      {children}
    </main>
  );
}
