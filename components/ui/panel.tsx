import type { ReactNode } from "react";
import clsx from "clsx";

type PanelProps = {
  /** What an address points at. */
  id?: string;
  title?: ReactNode;
  /** The quiet words at the right of the header: unit, window, count. */
  note?: ReactNode;
  /** Buttons or keys at the right of the header, instead of a note. */
  actions?: ReactNode;
  /** What the panel is, when it has no title. */
  label?: string;
  /** `critical`: a red edge, for the one thing that must be acted on. */
  tone?: "plain" | "critical";
  /** Room of 16 px around the content; tables and lists go without. */
  padded?: boolean;
  className?: string;
  children: ReactNode;
};

/** A box on the canvas with a header of 14/600. */
export function Panel({ id, title, note, actions, label, tone = "plain", padded = false, className, children }: PanelProps) {
  return (
    <section
      id={id}
      aria-label={label ?? (typeof title === "string" ? title : undefined)}
      className={clsx("flex min-w-0 flex-col rounded bg-surface", tone === "critical" ? "border-2 border-down-edge" : "border border-line", className)}
    >
      {title === undefined ? null : (
        <div className="flex items-baseline gap-3 px-4 pt-3 pb-2">
          <h2 className="text-base font-semibold">{title}</h2>
          {note === undefined ? null : <span className="ml-auto text-right text-xs text-ink-3">{note}</span>}
          {actions === undefined ? null : <div className="ml-auto flex items-center gap-2 self-center">{actions}</div>}
        </div>
      )}
      {padded ? <div className={clsx("px-4 pb-4", title === undefined && "pt-4")}>{children}</div> : children}
    </section>
  );
}

/** The closing line of a panel: a conclusion, or the export at its right. */
export function PanelFoot({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx("mt-auto flex items-center gap-6 border-t border-line px-4 py-2.5 text-sm text-ink-2", className)}>{children}</div>;
}
