import type { ReactNode } from "react";

/** A list of the lead's page with its heading. */
export function Panel({ title, none, empty, children }: { title: string; none: string; empty: boolean; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="mb-3 text-floor-md font-semibold">{title}</h2>
      {empty ? <p className="text-ink-2">{none}</p> : <ul className="grid grid-cols-1 gap-4">{children}</ul>}
    </section>
  );
}
