import { Age } from "@/components/data/age";
import { ExceptionItem, ExceptionList } from "@/components/data/exception-item";
import { Panel } from "@/components/ui/panel";
import type { OrderDetail } from "@/lib/queries/planner/order-detail";
import { exceptionDetail, exceptionOwner, exceptionSeverity, exceptionTitle } from "@/lib/format/planner/exception-words";

/** What is open on this order. */
export function OrderExceptions({ detail }: { detail: OrderDetail }) {
  if (detail.exceptions.length === 0) return null;
  return (
    <Panel title="Exceptions" note={`${detail.exceptions.length} open`}>
      <ExceptionList>
        {detail.exceptions.map((each) => (
          <ExceptionItem
            key={each.id}
            severity={exceptionSeverity(each)}
            title={exceptionTitle(each)}
            age={<Age since={each.raisedAt} initialNow={detail.asOf} />}
            detail={exceptionDetail(each)}
            owner={exceptionOwner(each)}
          />
        ))}
      </ExceptionList>
    </Panel>
  );
}
