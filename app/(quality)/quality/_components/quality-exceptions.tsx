"use client";

import { useRouter } from "next/navigation";
import { ExceptionOwner } from "@/app/(planner)/_components/exception-owner";
import { EndException } from "@/app/(planner)/_components/end-exception";
import { TakeException } from "@/app/(planner)/_components/take-exception";
import { Age } from "@/components/data/age";
import { ExceptionItem, ExceptionList } from "@/components/data/exception-item";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { ButtonLink } from "@/components/ui/button-link";
import { orderHref } from "@/lib/client/planner/links";
import { exceptionDetail, exceptionSeverity, exceptionTitle } from "@/lib/format/planner/exception-words";
import { formatQuantity } from "@/lib/format/quantity";
import type { OwnedException } from "@/lib/queries/planner/exceptions";
import type { QualityExceptions as Exceptions } from "@/lib/queries/quality/exceptions";
import { acknowledgeExceptionAction, closeExceptionAction, resolveExceptionAction } from "../actions";

/** Two in a row, and no line above the first row. */
const ABREAST = "grid items-start lg:grid-cols-2 lg:[&>li:nth-child(2)]:border-t-0";

/** What quality is called for (§2.5): who has it, when it goes on to the lead, taking it and ending it. */
export function QualityExceptions({ exceptions }: { exceptions: Exceptions }) {
  const router = useRouter();
  const { rows, total, resolved, asOf, timeZone, orderSites } = exceptions;
  const answered = () => router.refresh();
  const end = (each: OwnedException) => <EndException exception={each} timeZone={timeZone} resolve={resolveExceptionAction} close={closeExceptionAction} onAnswered={answered} />;
  return (
    <Panel title="What quality is called for" note={total === 0 ? undefined : `${formatQuantity(String(total))} open`}>
      {rows.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">Nobody calls. Checks that fail, calls from a machine and parameters out of their limits appear here at once.</p>
      ) : (
        <ExceptionList className={ABREAST}>
          {rows.map((each) => (
            <ExceptionItem
              key={each.id}
              severity={exceptionSeverity(each)}
              title={exceptionTitle(each)}
              age={<Age since={each.raisedAt} initialNow={asOf} />}
              detail={exceptionDetail(each)}
              owner={<ExceptionOwner exception={each} asOf={asOf} />}
              action={
                <div className="flex flex-wrap items-start gap-2">
                  <TakeException
                    exception={each}
                    isStop={false}
                    main={false}
                    allowed={each.mayTake}
                    timeZone={timeZone}
                    asOf={asOf}
                    acknowledge={acknowledgeExceptionAction}
                    onAnswered={answered}
                  />
                  {end(each)}
                  {each.order === null || orderSites[each.siteId] === undefined ? null : (
                    <ButtonLink href={orderHref(each.order, orderSites[each.siteId])}>{`Order ${each.order}`}</ButtonLink>
                  )}
                </div>
              }
            />
          ))}
        </ExceptionList>
      )}
      {rows.length < total ? <PanelFoot>{`The ${rows.length} worst of ${formatQuantity(String(total))} are listed.`}</PanelFoot> : null}
      {resolved.length === 0 ? null : (
        <>
          <h3 className="border-t border-line px-4 pt-3 pb-1 text-sm font-semibold text-ink-2">Resolved, not closed</h3>
          <ExceptionList className={ABREAST}>
            {resolved.map((each) => (
              <ExceptionItem
                key={each.id}
                severity="info"
                title={exceptionTitle(each)}
                age={<Age since={each.raisedAt} initialNow={asOf} />}
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
