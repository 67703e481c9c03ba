"use client";

import type { ReactNode } from "react";
import { useRouter } from "next/navigation";
import type { NavItem } from "@/components/layout/app-bar";
import { LiveDot } from "@/components/layout/live-dot";
import { OfficeShell } from "@/components/layout/office-shell";
import type { Theme } from "@/components/ui/theme";
import { useOfficeStream } from "@/lib/client/use-office-stream";
import { LANGUAGE_NAMES, type Locale, LOCALES } from "@/lib/i18n/locales";
import { chooseLanguageAction } from "@/app/(auth)/language/actions";
import { signOutAction } from "@/app/(auth)/sign-in/actions";

type Props = {
  theme?: Theme;
  nav: readonly NavItem[];
  permissions: readonly string[];
  user: { name: string; scope?: string };
  homeHref: string;
  timeZone: string;
  /** What the person has chosen to read on tablets; the office is in English. */
  language: Locale | null;
  banner?: ReactNode;
  children: ReactNode;
};

/** The part of the frame that lives in the browser: it holds the live stream for the whole page. */
export function OfficeFrameClient({ timeZone, language, children, ...shell }: Props) {
  const { state, at } = useOfficeStream();
  const router = useRouter();
  return (
    <OfficeShell
      {...shell}
      live={<LiveDot state={state === "ended" ? "stale" : state} at={at} timeZone={timeZone} />}
      menu={[
        { label: "Switch person", href: "/sign-in?switch=1" },
        ...LOCALES.filter((one) => one !== language).map((one) => ({
          label: `Tablets in ${LANGUAGE_NAMES[one]}`,
          onSelect: () => void chooseLanguageAction(one).then((kept) => kept.ok && router.refresh()),
        })),
        { label: "Sign out", onSelect: () => void signOutAction() },
      ]}
    >
      {children}
    </OfficeShell>
  );
}
