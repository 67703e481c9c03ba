import type { ReactNode } from "react";
import { type ButtonTone, buttonStyle } from "./button-style";

/**
 * A link in the clothes of a button that loads its page anew. For the pages of last resort: each page carries them along from its first load,
 * and a router's link with them would be 10 KB of what a tablet loads for what it may never show.
 */
export function PlainLink({ href, tone = "plain", children }: { href: string; tone?: ButtonTone; children: ReactNode }) {
  return (
    <a href={href} className={buttonStyle(tone, "md")}>
      {children}
    </a>
  );
}
