import type { ReactNode } from "react";
import { Surface } from "@/components/ui/surface";
import type { Theme } from "@/components/ui/theme";
import { AppBar, type AppBarProps } from "./app-bar";
import { SkipLink } from "./skip-link";

type OfficeShellProps = AppBarProps & {
  /** From the cookie; light when nobody chose. */
  theme?: Theme;
  /** A `Banner` when something concerns every screen. */
  banner?: ReactNode;
  children: ReactNode;
};

/** The page of planner, finance, quality and IT: bar, banner, content. */
export function OfficeShell({ theme = "light", banner, children, ...bar }: OfficeShellProps) {
  return (
    <Surface theme={theme} className="flex flex-col">
      <SkipLink />
      <AppBar {...bar} />
      {banner}
      <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col gap-3.5 px-6 pt-3.5 pb-5">
        {children}
      </main>
    </Surface>
  );
}
