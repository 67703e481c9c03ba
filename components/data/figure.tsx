import type { ReactNode } from "react";
import clsx from "clsx";

type FigureProps = {
  label: ReactNode;
  value: ReactNode;
  /** Unit, target or share, quiet behind the value. */
  note?: ReactNode;
  /** What it was, or what was planned: shown grey before the value, with an arrow. */
  was?: ReactNode;
  size?: "md" | "lg" | "xl" | "hero";
  tone?: "plain" | "warning" | "critical";
  align?: "left" | "right";
  className?: string;
};

const SIZE = { md: "text-md", lg: "text-lg", xl: "text-xl tracking-[-0.02em]", hero: "text-3xl leading-none tracking-[-0.03em]" } as const;
const WAS = { md: "text-base", lg: "text-base", xl: "text-xl", hero: "text-3xl" } as const;
const TONE = { plain: "", warning: "text-amber-ink", critical: "text-down-ink" } as const;

/** One key figure with its name: plan grey, actual black. `hero` once per screen. */
export function Figure({ label, value, note, was, size = "md", tone = "plain", align = "left", className }: FigureProps) {
  return (
    <dl className={clsx(align === "right" && "text-right", className)}>
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd className={clsx("leading-[1.3] font-semibold whitespace-nowrap", SIZE[size], TONE[tone])}>
        {was === undefined ? null : (
          <span className={clsx("font-normal text-ink-3", WAS[size])}>
            {was} <span aria-label="to">→</span>{" "}
          </span>
        )}
        {value}
        {note === undefined ? null : <small className="ml-1 text-sm font-normal tracking-normal text-ink-3">{note}</small>}
      </dd>
    </dl>
  );
}

/** Several figures side by side, at the right of a page's answer. */
export function FigureRow({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx("flex flex-wrap items-end gap-x-9 gap-y-2", className)}>{children}</div>;
}
