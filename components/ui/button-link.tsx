import type { ReactNode } from "react";
import Link from "next/link";
import { buttonStyle } from "./button-style";
import type { ButtonLook } from "./button";
import { Icon } from "./icon";

/** A link in the clothes of a button: goes somewhere, changes nothing. */
export function ButtonLink({
  href,
  tone = "plain",
  size = "md",
  icon,
  className,
  children,
  download,
}: ButtonLook & { href: string; className?: string; children: ReactNode; download?: boolean }) {
  return (
    <Link href={href} download={download} prefetch={download ? false : undefined} className={buttonStyle(tone, size, className)}>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </Link>
  );
}
