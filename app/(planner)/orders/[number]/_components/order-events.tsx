import Link from "next/link";
import { PhotoButton } from "@/components/data/photo-button";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import type { OrderDetail } from "@/lib/queries/planner/order-detail";
import { traceHref } from "@/lib/client/planner/links";
import type { CorrectionChoices } from "@/lib/queries/planner/correction-choices";
import { CorrectEntry } from "./correct-entry";
import { eventDetail, eventWord } from "./event-words";

const LATE_MS = 60_000;

/** Everything that happened on the order, latest first, with who did it and when it was recorded if that was later. */
export function OrderEvents({ detail, choices }: { detail: OrderDetail; /** For whoever may correct entries (EX-19). */ choices: CorrectionChoices | null }) {
  const { events, order, mayTrace } = detail;
  return (
    <Panel title="What happened" note={events.rows.length === 0 ? "nothing is recorded yet" : "latest first"} className="overflow-x-auto">
      <Table caption="Events">
        <thead>
          <tr>
            <Th>When</Th>
            <Th num>Op</Th>
            <Th>What</Th>
            <Th>Figures</Th>
            <Th>Lot</Th>
            <Th>Where</Th>
            <Th>Who</Th>
            {choices === null ? null : <Th unseen>Correct</Th>}
          </tr>
        </thead>
        <tbody>
          {events.rows.map((event) => (
            <tr key={event.id}>
              <Td className="whitespace-nowrap">
                {formatDayTimeWithSeconds(event.eventTime, order)}
                {Date.parse(event.recordTime) - Date.parse(event.eventTime) > LATE_MS ? (
                  <span className="block text-xs text-ink-3">{`recorded ${formatDayTimeWithSeconds(event.recordTime, order)}`}</span>
                ) : null}
              </Td>
              <Td num>{event.opNo ?? ""}</Td>
              <Td className="whitespace-nowrap">{eventWord(event)}</Td>
              <Td>
                <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  {eventDetail(event)}
                  {event.photo === null || !mayTrace ? null : <PhotoButton id={event.photo} of={eventDetail(event)} />}
                </span>
              </Td>
              <Td className="max-w-44 truncate">
                {event.lot === null || event.type.startsWith("order.") ? (
                  ""
                ) : mayTrace && event.lotId !== null ? (
                  <Link href={traceHref(event.lot, event.lotId)}>{event.lot}</Link>
                ) : (
                  event.lot
                )}
              </Td>
              <Td className="whitespace-nowrap text-ink-2">{event.unit ?? ""}</Td>
              <Td className="max-w-40 truncate text-ink-2" title={event.person ?? event.actor}>
                {event.person ?? event.actor}
              </Td>
              {choices === null ? null : (
                <Td className="w-px py-0! whitespace-nowrap">
                  {event.entryId === null ? null : (
                    <CorrectEntry entry={{ ...event, entryId: event.entryId }} text={eventDetail(event)} choices={choices} timeZone={order.timeZone} />
                  )}
                </Td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {events.cut ? <PanelFoot>{`The latest ${events.rows.length}. Earlier ones are in the log.`}</PanelFoot> : null}
    </Panel>
  );
}
