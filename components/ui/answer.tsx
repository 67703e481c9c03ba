import type { ReactNode } from "react";

/** The screen's finding in one sentence, 26/600: the first thing that is read. */
export function Answer({ children, sub }: { children: ReactNode; sub?: ReactNode }) {
  return (
    <div className="mr-auto min-w-0">
      <h1 className="text-xl leading-[1.15] font-semibold tracking-[-0.015em] text-balance">{children}</h1>
      {sub === undefined ? null : <p className="mt-1 text-ink-2">{sub}</p>}
    </div>
  );
}
