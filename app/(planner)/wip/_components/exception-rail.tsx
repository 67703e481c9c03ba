import { Age } from "@/components/data/age";
import { seenState } from "@/components/data/equipment-state";
import { ExceptionItem, ExceptionList } from "@/components/data/exception-item";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { formatTime } from "@/lib/format/instant";
import { formatMoneyWithCurrency } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import type { OpenException } from "@/lib/queries/planner/exceptions";
import type { StopView } from "@/lib/queries/planner/stop-view";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";
import { exceptionDetail, exceptionSeverity, exceptionTitle } from "@/lib/format/planner/exception-words";
import { hoursLost, penaltySum } from "@/lib/format/planner/loss-words";
import { lineHref, orderHref, unitHref } from "@/lib/client/planner/links";
import { ExceptionOwner } from "@/app/(planner)/_components/exception-owner";

/** What is not as planned, what costs most first. */
export function ExceptionRail({ screen }: { screen: WipScreen }) {
  const stopOf = new Map(screen.stops.map((stop) => [stop.unitId, stop]));
  const known = new Set(screen.exceptions.filter((each) => each.class === "LINE_DOWN").map((each) => each.unitId));
  // ST-06: a line that is down before a unit of it that is.
  const unraised = screen.stops.filter((stop) => !known.has(stop.unitId)).toSorted((a, b) => Number(b.stopsLine) - Number(a.stopsLine));
  const silent = screen.sites.flatMap((site) =>
    site.lines.filter((line) => seenState(line.state).kind === "offline" && line.heardAt !== null).map((line) => ({ line, timeZone: site.timeZone })),
  );
  const codes = new Map(screen.scope.map((site) => [site.id, screen.scope.length > 1 ? site.code : undefined]));
  const sorted = screen.exceptions.toSorted((a, b) => lost(b, stopOf) - lost(a, stopOf));
  const count = screen.exceptionsTotal + unraised.length + silent.length;
  // One filled button a screen: that of the worst.
  const worst = unraised[0]?.unitId ?? sorted.find((each) => each.class === "LINE_DOWN" && each.unitId !== null && stopOf.has(each.unitId))?.unitId;
  const decide = (stop: StopView) => (
    <ButtonLink tone={stop.unitId === worst ? "primary" : "plain"} href={lineHref(stop.line, codes.get(stop.siteId))}>
      {`What moves on ${stop.line}`}
    </ButtonLink>
  );
  return (
    <Panel title="Exceptions by impact" note={count === 0 ? undefined : `${formatQuantity(String(count))} open`} className="max-h-full min-h-0 overflow-hidden">
      {count === 0 ? (
        <p className="px-4 pb-4 text-ink-3">None is open. Stops, calls and doubts appear here at once.</p>
      ) : (
        <div role="group" aria-label="Exceptions" tabIndex={0} className="min-h-0 overflow-y-auto">
          <ExceptionList>
            {unraised.map((stop) => (
              <ExceptionItem
                key={stop.unitId}
                severity={stop.stopsLine ? "critical" : "warning"}
                title={stopTitle(`${stop.stopsLine ? stop.line : stop.unit} is down`, stop)}
                age={<Age since={stop.since} initialNow={screen.asOf} />}
                detail={impact(screen, stop)}
                owner="not raised yet"
                action={decide(stop)}
              />
            ))}
            {sorted.map((each) => {
              const stop = each.class === "LINE_DOWN" && each.unitId !== null ? stopOf.get(each.unitId) : undefined;
              return (
                <ExceptionItem
                  key={each.id}
                  severity={exceptionSeverity(each)}
                  title={stop === undefined ? exceptionTitle(each) : stopTitle(exceptionTitle(each), stop)}
                  age={<Age since={each.raisedAt} initialNow={screen.asOf} />}
                  detail={stop === undefined ? exceptionDetail(each) : impact(screen, stop)}
                  owner={<ExceptionOwner exception={each} asOf={screen.asOf} />}
                  action={
                    stop !== undefined ? (
                      decide(stop)
                    ) : each.detail.parameter !== undefined && each.line !== null && each.unit !== null ? (
                      <ButtonLink href={unitHref(each.line, each.unit, codes.get(each.siteId))}>{`What ${each.unit} measured`}</ButtonLink>
                    ) : each.order === null ? undefined : (
                      <ButtonLink href={orderHref(each.order, codes.get(each.siteId))}>{`Order ${each.order}`}</ButtonLink>
                    )
                  }
                />
              );
            })}
            {silent.map(({ line, timeZone }) => (
              <ExceptionItem
                key={line.id}
                severity="offline"
                title={`${line.code} sends nothing`}
                age={line.heardAt === null ? undefined : <Age since={line.heardAt} initialNow={screen.asOf} />}
                detail={line.heardAt === null ? undefined : `Figures of ${line.code} are from ${formatTime(line.heardAt, { timeZone })}`}
                owner="IT"
              />
            ))}
          </ExceptionList>
        </div>
      )}
      {screen.exceptions.length < screen.exceptionsTotal ? (
        <PanelFoot className="text-xs! text-ink-3!">{`The ${screen.exceptions.length} worst of ${formatQuantity(String(screen.exceptionsTotal))} exceptions are listed.`}</PanelFoot>
      ) : null}
    </Panel>
  );
}

function lost(each: OpenException, stops: ReadonlyMap<string, StopView>): number {
  const stop = each.class === "LINE_DOWN" && each.unitId !== null ? stops.get(each.unitId) : undefined;
  return (stop === undefined ? 0 : 1e9 + stop.capacity.lostSeconds) + (5 - each.severity);
}

function stopTitle(title: string, stop: StopView): string {
  return `${title.replace(" is down", " down")}, ${hoursLost(stop.capacity.lostSeconds)} of capacity lost`;
}

/** What the stops together do to promises; it is said with each, because each alone would be a guess. */
function impact(screen: WipScreen, stop: StopView): string {
  const here = screen.commitments.atRisk.filter((row) => row.siteId === stop.siteId && row.now.short !== row.plan.short);
  const moved = screen.commitments.atRisk.filter((row) => row.siteId === stop.siteId && (row.now.short !== row.plan.short || row.now.projectedAt !== row.plan.projectedAt));
  if (moved.length === 0) return "No commitment is late because of it";
  const penalty = penaltySum(moved);
  const count = here.length > 0 ? here.length : moved.length;
  return `${count} ${count === 1 ? "commitment" : "commitments"} late${penalty === null ? "" : `, ${formatMoneyWithCurrency(penalty.amount, penalty.currency)} if we wait`}`;
}
