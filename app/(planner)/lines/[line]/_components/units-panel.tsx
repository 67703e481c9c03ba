import Link from "next/link";
import { Age } from "@/components/data/age";
import { StateGlyph } from "@/components/data/state-glyph";
import { Panel } from "@/components/ui/panel";
import { unitHref } from "@/lib/client/planner/links";
import type { LineScreen } from "@/lib/queries/planner/line-screen";

/** The machines of the line, each with what it does and the way to its page. ST-06: the one whose state is the line's says so. */
export function UnitsPanel({ screen }: { screen: LineScreen }) {
  const { units, line, site, asOf, mayReadPerformance } = screen;
  return (
    <Panel title="Machines" note="each opens to what it did and says" className="max-h-[34rem]">
      {units.length === 0 ? (
        <p className="px-4 pb-3 text-ink-3">The line has none.</p>
      ) : (
        <ul aria-label="Machines" className="min-h-0 overflow-y-auto">
          {units.map((unit) => (
            <li key={unit.id} className="flex min-h-9 items-center gap-3 border-t border-line px-4 py-1">
              <span className="min-w-0 flex-1">
                {mayReadPerformance ? <Link href={unitHref(line.code, unit.code, site.code)}>{unit.code}</Link> : <b>{unit.code}</b>}
                {unit.name === unit.code ? null : <span className="text-ink-3">{` ${unit.name}`}</span>}
                {unit.constraint ? <span className="text-xs text-ink-3"> sets the line’s state</span> : null}
                {unit.reason === null ? null : <span className="block truncate text-xs text-ink-2">{unit.reason}</span>}
              </span>
              <StateGlyph state={unit.state} />
              <span className="w-14 flex-none text-right text-xs text-ink-3">{unit.since === null ? "" : <Age since={unit.since} initialNow={asOf} />}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
