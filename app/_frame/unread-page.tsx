import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button-link";
import { FailedPage } from "./failed-page";

type Props = {
  error: unknown;
  retry: () => void;
  /** Where to go instead. */ to: { readonly href: string; readonly label: string };
  title?: string;
  /** What is safe, and what to do if it stays. */ children?: ReactNode;
};

/** A page that could not be read: the frame stays, with the way to the others. */
export function UnreadPage({
  to,
  title = "This page could not be read",
  children = "What was recorded is safe. If it stays, give the reference below to whoever runs Millrace.",
  ...failed
}: Props) {
  return (
    <FailedPage {...failed} title={title} elsewhere={<ButtonLink href={to.href}>{to.label}</ButtonLink>}>
      {children}
    </FailedPage>
  );
}
