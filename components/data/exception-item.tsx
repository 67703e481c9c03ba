import type { ReactNode } from "react";
import { Glyph, type GlyphShape } from "@/components/ui/glyph";

/** How an exception is marked; `offline` is for what sends nothing. */
export type ExceptionSeverity = "critical" | "warning" | "info" | "offline";

const SHAPE: Record<ExceptionSeverity, GlyphShape> = { critical: "down", warning: "blocked", info: "idle", offline: "offline" };
const WORD: Record<ExceptionSeverity, string> = { critical: "Critical", warning: "Warning", info: "Info", offline: "No signal" };

type ExceptionItemProps = {
  severity: ExceptionSeverity;
  title: ReactNode;
  /** How long it has been open: text, or an `Age`. */
  age?: ReactNode;
  /** What it means. */
  detail?: ReactNode;
  /** Who has it. */
  owner?: ReactNode;
  /** The one step that helps, usually a `ButtonLink`. */
  action?: ReactNode;
  labels?: Record<ExceptionSeverity, string>;
};

/** One thing that is not as planned: what, since when, what it means, who has it. */
export function ExceptionItem({ severity, title, age, detail, owner, action, labels = WORD }: ExceptionItemProps) {
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] gap-x-2.5 border-t border-line px-4 py-1.5 text-sm leading-[1.3] first:border-t-0">
      <span className="row-span-3 mt-0.5">
        <Glyph shape={SHAPE[severity]} />
        <span className="sr-only">{labels[severity]}</span>
      </span>
      <b className="text-base">{title}</b>
      {age === undefined ? <span /> : <span className="pt-0.5 text-xs text-ink-3">{age}</span>}
      {detail === undefined ? null : <p className="col-span-2 col-start-2 text-ink-2">{detail}</p>}
      {owner === undefined ? null : <p className="col-span-2 col-start-2 text-xs text-ink-3">{owner}</p>}
      {action === undefined ? null : <div className="col-span-2 col-start-2 mt-1.5 mb-1">{action}</div>}
    </li>
  );
}

/** Exceptions, worst first. */
export function ExceptionList({ children, className }: { children: ReactNode; className?: string }) {
  return <ol className={className}>{children}</ol>;
}
