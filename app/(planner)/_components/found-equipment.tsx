import Link from "next/link";
import { lineHref, unitHref } from "@/lib/client/planner/links";
import type { FoundEquipment } from "@/lib/queries/planner/find-equipment";

/** Lines and machines that a search found, each a way to its page; the site is told where there are several. */
export function FoundEquipmentLinks({ found, severalSites }: { found: readonly FoundEquipment[]; severalSites: boolean }) {
  if (found.length === 0) return null;
  return (
    <nav aria-label="Lines and machines" className="flex flex-none flex-wrap items-center gap-2 text-sm">
      <span className="text-ink-3">Lines and machines</span>
      {found.map((one) => (
        <Link
          key={one.id}
          href={one.isLine ? lineHref(one.code, one.site) : unitHref(one.line, one.code, one.site)}
          className="inline-flex min-h-8 max-w-80 items-center gap-1.5 rounded border border-line-strong bg-raised px-2.5 text-ink no-underline hover:bg-sunken"
        >
          <b className="flex-none">{one.code}</b>
          {one.name === one.code ? null : <span className="truncate text-ink-2">{one.name}</span>}
          {severalSites ? <span className="flex-none text-ink-3">{one.site}</span> : null}
        </Link>
      ))}
    </nav>
  );
}
