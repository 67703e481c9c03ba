import clsx from "clsx";

/** The sign of Millrace: two steps of water, the second behind the first. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="3" className={clsx("block flex-none", className ?? "size-5")}>
      <path d="M0 4h8v6h6v6h6" />
      <path d="M0 10h4v6h6" opacity=".45" />
    </svg>
  );
}
