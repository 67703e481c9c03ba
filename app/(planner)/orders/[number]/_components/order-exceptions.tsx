import { Age } from "@/components/data/age";
import { ExceptionItem, ExceptionList } from "@/components/data/exception-item";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { formatQuantity } from "@/lib/format/quantity";
import type { OrderDetail } from "@/lib/queries/planner/order-detail";
import { exceptionDetail, exceptionSeverity, exceptionTitle } from "@/lib/format/planner/exception-words";
import { ExceptionOwner } from "@/app/(planner)/_components/exception-owner";

/** What is open on this order. */
export function OrderExceptions({ detail }: { detail: OrderDetail }) {
  const { rows, total } = detail.exceptions;
  if (rows.length === 0) return null;
  return (
    <Panel title="Exceptions" note={`${formatQuantity(String(total))} open`}>
      <ExceptionList>
        {rows.map((each) => (
          <ExceptionItem
            key={each.id}
            severity={exceptionSeverity(each)}
            title={exceptionTitle(each)}
            age={<Age since={each.raisedAt} initialNow={detail.asOf} />}
            detail={exceptionDetail(each)}
            owner={<ExceptionOwner exception={each} asOf={detail.asOf} />}
          />
        ))}
      </ExceptionList>
      {rows.length < total ? <PanelFoot>{`The ${rows.length} worst of ${formatQuantity(String(total))} are listed.`}</PanelFoot> : null}
    </Panel>
  );
}
