import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMoneyWithCurrency } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import type { UnconfirmedShift, UnconfirmedTime } from "@/lib/queries/finance/unconfirmed-time";

type Props = { time: UnconfirmedTime; locale: string };

const hours = (seconds: number, locale: string) => formatQuantity((seconds / 3600).toFixed(2), { decimals: 2, locale });

/** People's time by shift and line, all of a line together (§10.1). */
export function ShiftsPanel({ time: { shifts }, locale }: Props) {
  return (
    <Panel title="People's time by shift" note="Hours">
      {shifts.length === 0 ? (
        <EmptyState title="Nobody was at work">People are here once they sign on at a tablet, or their lead puts them on the crew.</EmptyState>
      ) : (
        <Table caption="People's time by shift and line, in hours" scroll>
          <thead>
            <tr>
              <Th>Day</Th>
              <Th>Shift</Th>
              <Th>Line</Th>
              <Th num>People</Th>
              <Th num>There</Th>
              <Th num>Breaks</Th>
              <Th num>Booked</Th>
              <Th num>Not booked</Th>
              <Th num>Cost of it</Th>
            </tr>
          </thead>
          <tbody>
            {shifts.map((row) => (
              <Tr key={`${row.day} ${row.shift} ${row.site} ${row.line}`}>
                <RowHead>{row.day}</RowHead>
                <Td>{row.shift === "" ? "no shift" : row.shift}</Td>
                <Td>{row.line === "" ? `${row.site}, no line` : `${row.line}, ${row.site}`}</Td>
                <Td num>{row.people}</Td>
                <Td num>{hours(row.attendedSeconds, locale)}</Td>
                <Td num>{hours(row.breakSeconds, locale)}</Td>
                <Td num>{hours(row.bookedSeconds, locale)}</Td>
                <Td num>{hours(row.notBookedSeconds, locale)}</Td>
                <Td num>
                  {row.amount === null
                    ? row.withoutRate === 0
                      ? "no line is known"
                      : "the ERP has sent no labour rate"
                    : formatMoneyWithCurrency(row.amount, row.currency, { locale })}
                  {doubtOf(row)}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

/** What keeps an amount from being the whole truth. */
function doubtOf({ line, amount, withoutLine, withoutRate, overbooked, people }: UnconfirmedShift) {
  const words = [
    ...(line !== "" || amount === null ? [] : ["at the rates of the line that they worked at"]),
    ...(withoutRate === 0 || withoutRate === people ? [] : [`without the ${withoutRate} of ${people} whose rate the ERP has not sent`]),
    ...(withoutLine === 0 || withoutLine === people ? [] : [`without the ${withoutLine} of ${people} whose line is not known`]),
    ...(overbooked === 0 ? [] : [`more booked than attended of ${overbooked}`]),
  ];
  return words.length === 0 ? null : <span className="block text-xs whitespace-normal text-ink-3">{words.join("; ")}</span>;
}

/** Machines that produced without an order: whose output and cost are nobody's. */
export function MachinesPanel({ time: { machines }, locale }: Props) {
  return (
    <Panel title="Machines that produced without an order" note="Hours, at the machine rate">
      {machines.length === 0 ? (
        <EmptyState title="No machine produced without an order">Whatever ran, ran for an order that was started.</EmptyState>
      ) : (
        <Table caption="Time in which lines produced without an order">
          <thead>
            <tr>
              <Th>Line</Th>
              <Th num>Hours</Th>
              <Th num>Cost of it</Th>
            </tr>
          </thead>
          <tbody>
            {machines.map((row) => (
              <Tr key={`${row.site} ${row.line}`}>
                <RowHead>{`${row.line}, ${row.site}`}</RowHead>
                <Td num>{hours(row.seconds, locale)}</Td>
                <Td num>{row.amount === null ? "the ERP has sent no machine rate" : formatMoneyWithCurrency(row.amount, row.currency, { locale })}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
