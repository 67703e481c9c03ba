"use client";

import type { ReactNode } from "react";
import type { NavItem } from "@/components/layout/app-bar";
import { LiveDot } from "@/components/layout/live-dot";
import { OfficeShell } from "@/components/layout/office-shell";
import type { Theme } from "@/components/ui/theme";
import { useStream } from "@/lib/client/use-stream";
import { signOutAction } from "@/app/(auth)/sign-in/actions";

type Props = {
  theme?: Theme;
  nav: readonly NavItem[];
  permissions: readonly string[];
  user: { name: string; scope?: string };
  homeHref: string;
  timeZone: string;
  banner?: ReactNode;
  children: ReactNode;
};

/** The part of the frame that lives in the browser: it holds the live stream for the whole page. */
export function OfficeFrameClient({ timeZone, children, ...shell }: Props) {
  const { state, at } = useStream();
  return (
    <OfficeShell
      {...shell}
      live={<LiveDot state={state === "ended" ? "stale" : state} at={at} timeZone={timeZone} />}
      menu={[
        { label: "Switch person", href: "/sign-in?switch=1" },
        { label: "Sign out", onSelect: () => void signOutAction() },
      ]}
    >
      {children}
    </OfficeShell>
  );
}
