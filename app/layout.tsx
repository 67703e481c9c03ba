import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { cookies } from "next/headers";
import { getLocale } from "next-intl/server";
import "@fontsource/ibm-plex-sans/400.css";
import "@fontsource/ibm-plex-sans/500.css";
import "@fontsource/ibm-plex-sans/600.css";
import "@fontsource/ibm-plex-sans/700.css";
import "@fontsource/ibm-plex-sans-condensed/400.css";
import "@fontsource/ibm-plex-sans-condensed/500.css";
import "@fontsource/ibm-plex-sans-condensed/600.css";
import "@fontsource/ibm-plex-sans-condensed/700.css";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";
import { HAND_COOKIE, parseHand } from "@/lib/client/hand";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Millrace", template: "%s · Millrace" },
  description: "What is made now, what will not make it, and what it cost.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** The document: fonts and tokens, the language of the page, and the theme and hand that this device has chosen, before the first paint. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  return (
    <html lang={await getLocale()} data-theme={parseTheme(jar.get(THEME_COOKIE)?.value)} data-hand={parseHand(jar.get(HAND_COOKIE)?.value)} suppressHydrationWarning>
      <body>{children}</body>
    </html>
  );
}
