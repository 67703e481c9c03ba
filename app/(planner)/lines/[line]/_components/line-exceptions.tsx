"use client";

import Link from "next/link";
import { useQueryClient } from "@tanstack/react-query";
import { Age } from "@/components/data/age";
import { ExceptionItem, ExceptionList } from "@/components/data/exception-item";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { unitHref } from "@/lib/client/planner/links";
import { formatQuantity } from "@/lib/format/quantity";
import type { LineScreen } from "@/lib/queries/planner/line-screen";
import { exceptionDetail, exceptionSeverity, exceptionTitle } from "@/lib/format/planner/exception-words";
import { ExceptionOwner } from "@/app/(planner)/_components/exception-owner";
import { EndException } from "@/app/(planner)/_components/end-exception";
import { TakeException } from "@/app/(planner)/_components/take-exception";
import { acknowledgeExceptionAction, closeExceptionAction, resolveExceptionAction } from "../actions";

/** What is open on this line, and taking it. */
export function LineExceptions({ screen }: { screen: LineScreen }) {
  const { exceptions, resolved, exceptionsTotal, site, stop } = screen;
  const client = useQueryClient();
  const answered = () => client.invalidateQueries({ queryKey: ["wip"] });
  const end = (each: LineScreen["exceptions"][number]) => (
    <EndException exception={each} timeZone={site.timeZone} resolve={resolveExceptionAction} close={closeExceptionAction} onAnswered={answered} />
  );
  return (
    <Panel title="Exceptions of this line" note={exceptions.length === 0 ? undefined : `${formatQuantity(String(exceptionsTotal))} open`}>
      {exceptions.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{stop === null ? "None is open." : "The stop becomes an exception as soon as the line has told it."}</p>
      ) : (
        <ExceptionList>
          {exceptions.map((each, index) => (
            <ExceptionItem
              key={each.id}
              severity={exceptionSeverity(each)}
              title={exceptionTitle(each)}
              age={<Age since={each.raisedAt} initialNow={screen.asOf} />}
              detail={exceptionDetail(each)}
              owner={<ExceptionOwner exception={each} asOf={screen.asOf} />}
              action={
                <div className="grid gap-2">
                  {each.detail.parameter === undefined || each.unit === null || !screen.mayReadPerformance ? null : (
                    <Link href={unitHref(screen.line.code, each.unit, site.code)}>{`What ${each.unit} measured`}</Link>
                  )}
                  <TakeException
                    exception={each}
                    isStop={each.class === "LINE_DOWN" && stop !== null}
                    main={index === 0}
                    allowed={each.mayTake}
                    timeZone={site.timeZone}
                    asOf={screen.asOf}
                    acknowledge={acknowledgeExceptionAction}
                    onAnswered={answered}
                  />
                  {end(each)}
                </div>
              }
            />
          ))}
        </ExceptionList>
      )}
      {exceptions.length < exceptionsTotal ? <PanelFoot>{`The ${exceptions.length} worst of ${formatQuantity(String(exceptionsTotal))} are listed.`}</PanelFoot> : null}
      {resolved.length === 0 ? null : (
        <>
          <h3 className="border-t border-line px-4 pt-3 pb-1 text-sm font-semibold text-ink-2">Resolved, not closed</h3>
          <ExceptionList>
            {resolved.map((each) => (
              <ExceptionItem
                key={each.id}
                severity="info"
                title={exceptionTitle(each)}
                age={<Age since={each.raisedAt} initialNow={screen.asOf} />}
                detail={exceptionDetail(each)}
                action={end(each)}
              />
            ))}
          </ExceptionList>
        </>
      )}
    </Panel>
  );
}
