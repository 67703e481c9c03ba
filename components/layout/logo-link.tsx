import Link from "next/link";
import clsx from "clsx";
import { Logo } from "./logo";

/** The sign with its name, leading home. */
export function LogoLink({ href = "/", className }: { href?: string; className?: string }) {
  return (
    <Link href={href} className={clsx("inline-flex items-center gap-2.5 text-md font-semibold tracking-[-0.01em] text-ink no-underline", className)}>
      <Logo />
      Millrace
    </Link>
  );
}
