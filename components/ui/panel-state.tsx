import type { ReactNode } from "react";
import clsx from "clsx";
import { Glyph, type GlyphShape } from "./glyph";

type StateProps = {
  title: string;
  /** Why, and what happens next by itself. */
  children?: ReactNode;
  /** The next step: buttons or links. */
  actions?: ReactNode;
  className?: string;
  /** 1 when it is all that the page shows. */
  level?: 1 | 2;
};

function PanelState({ title, children, actions, className, level = 2, shape, role }: StateProps & { shape?: GlyphShape; role?: "status" | "alert" }) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div role={role} className={clsx("grid content-center justify-items-start gap-2.5 px-8 py-10", className)}>
      <Heading className="flex items-center gap-2.5 text-lg leading-tight font-semibold in-data-[surface=floor]:text-floor-lg">
        {shape ? <Glyph shape={shape} className="size-4" /> : null}
        {title}
      </Heading>
      {children === undefined ? null : <div className="max-w-[34rem] text-ink-2">{children}</div>}
      {actions === undefined ? null : <div className="mt-2 flex flex-wrap gap-3 in-data-[surface=floor]:mt-5 in-data-[surface=floor]:gap-4">{actions}</div>}
    </div>
  );
}

/** Nothing to show, and why that is so. */
export function EmptyState(props: StateProps) {
  return <PanelState {...props} />;
}

/** It failed: what, why, what to do next. `reference` finds the cause in the log. */
export function ErrorState({ reference, children, referenceLabel = "Reference", ...props }: StateProps & { reference?: string; referenceLabel?: string }) {
  return (
    <PanelState {...props} shape="down" role="alert">
      {children}
      {reference ? (
        <p className="mt-1 text-sm text-ink-3 in-data-[surface=floor]:text-floor">
          {referenceLabel} <span className="select-all">{reference}</span>
        </p>
      ) : null}
    </PanelState>
  );
}

/** This person may not see it: which role may, and whom to ask. */
export function ForbiddenState(props: StateProps) {
  return <PanelState {...props} shape="planned" />;
}
