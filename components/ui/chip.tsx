import type { ButtonHTMLAttributes, ReactNode } from "react";
import Link from "next/link";
import clsx from "clsx";

const STYLE = "inline-flex min-h-8 items-center gap-1.5 rounded border px-3 text-sm whitespace-nowrap no-underline transition-colors";
const PLAIN = "border-line-strong bg-raised text-ink-2 hover:bg-sunken";
const PRESSED = "border-ink bg-ink text-canvas";

function content(label: string, value: ReactNode) {
  return (
    <>
      {label}
      {value === undefined ? null : <b>{value}</b>}
    </>
  );
}

/** A filter or a switch of the filter bar: "Sites **A, B**". `pressed` makes it a toggle. */
export function Chip({
  label,
  value,
  pressed,
  className,
  ...rest
}: Omit<ButtonHTMLAttributes<HTMLButtonElement>, "value"> & { label: string; value?: ReactNode; pressed?: boolean }) {
  return (
    <button {...rest} type="button" aria-pressed={pressed} className={clsx(STYLE, pressed ? PRESSED : PLAIN, className)}>
      {content(label, value)}
    </button>
  );
}

/** A chip whose choice lives in the URL. */
export function ChipLink({ href, label, value, current = false, className }: { href: string; label: string; value?: ReactNode; current?: boolean; className?: string }) {
  return (
    <Link href={href} scroll={false} aria-current={current ? "true" : undefined} className={clsx(STYLE, current ? PRESSED : PLAIN, className)}>
      {content(label, value)}
    </Link>
  );
}
