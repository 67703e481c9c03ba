import type { ReactNode } from "react";
import clsx from "clsx";

/** A list of the lead's page with its heading. */
export function Panel({
  title,
  none,
  empty,
  abreast = false,
  children,
}: {
  title: string;
  none: string;
  empty: boolean;
  /** Two in a row. */ abreast?: boolean;
  children: ReactNode;
}) {
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="mb-3 text-floor-md font-semibold">{title}</h2>
      {empty ? <p className="text-ink-2">{none}</p> : <ul className={clsx("grid gap-4", abreast ? "grid-cols-2" : "grid-cols-1")}>{children}</ul>}
    </section>
  );
}
