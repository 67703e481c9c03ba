import type { ReactNode } from "react";
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

/** What lies between header and keys. It scrolls when a name or a list is longer than the glass, from the keyboard as well. */
export function FloorMain({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <main id="content" tabIndex={0} className={clsx("min-h-0 flex-1 overflow-y-auto px-6 py-4 focus-visible:-outline-offset-4", className)}>
      {children}
    </main>
  );
}
