import Link from "next/link";
import { Td, Tr } from "@/components/ui/table";
import { formatDay, formatDayTime, formatDayTimeWithSeconds, formatTimeWithSeconds } from "@/lib/format/instant";
import { formatMoney, formatMoneyDifference } from "@/lib/format/money";
import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { CostLineView, SourceEvent } from "@/lib/queries/finance/cost-lines";
import type { EventNames } from "@/lib/queries/finance/event-names";
import type { OrderCostView } from "@/lib/queries/finance/order-cost";
import { factWord, SHOW_WORDS } from "./words";
import { type CostParams, costHref } from "./cost-params";
import { EventFacts } from "./event-facts";

type Props = { event: SourceEvent; lines: readonly CostLineView[]; view: OrderCostView; params: CostParams; beyond: boolean; names: EventNames | null };

/** A fact and the lines of the ledger that came from it; opened, everything that the fact says. */
export function EventRows({ event, lines, view, params, beyond, names }: Props) {
  const { locale } = params;
  const reading = { timeZone: view.order.timeZone, locale };
  const open = params.event === event.id;
  const columns = beyond ? 8 : 7;
  return (
    <>
      <Tr tone="quiet">
        <Td>
          <Link
            href={costHref(params, { page: params.page, event: open ? undefined : event.id })}
            scroll={false}
            aria-expanded={open}
            className="font-semibold text-ink underline decoration-line-strong underline-offset-3"
          >
            {factWord(event.type)}
          </Link>
          {event.workUnit === null ? null : <span className="ml-1.5 whitespace-nowrap">{event.workUnit}</span>}
        </Td>
        <Td className="whitespace-nowrap">{formatDayTime(event.eventTime, reading)}</Td>
        <Td className="whitespace-nowrap">{recorded(event, reading)}</Td>
        <Td className="whitespace-nowrap">{event.who ?? ""}</Td>
        <Td num>{quantityOf(event, locale)}</Td>
        <Td colSpan={columns - 5} />
      </Tr>
      {open && names !== null ? (
        <tr>
          <Td colSpan={columns} className="bg-canvas">
            <EventFacts event={event} names={names} view={view} locale={locale} />
          </Td>
        </tr>
      ) : null}
      {lines.map((line) => (
        <Tr key={line.id}>
          <Td className="pl-8!">{lineWords(line)}</Td>
          <Td className="whitespace-nowrap">{formatDayTime(line.eventTime, reading)}</Td>
          <Td className="whitespace-nowrap">{recorded(line, reading)}</Td>
          <Td className="whitespace-nowrap">{line.person ?? (line.rateClass === null ? (line.workUnit ?? "") : `class ${line.rateClass}`)}</Td>
          <Td num>{measure(line, locale)}</Td>
          <Td num>{rate(line.unitCost, locale)}</Td>
          <Td num>{formatMoney(line.amount, { locale })}</Td>
          {beyond ? <Td num>{formatMoneyDifference(line.difference, { locale })}</Td> : null}
        </Tr>
      ))}
    </>
  );
}

/** The day is said again only where it is another one. */
function recorded({ eventTime, recordTime }: { eventTime: string; recordTime: string }, reading: { timeZone: string; locale: string }): string {
  return formatDay(eventTime, reading) === formatDay(recordTime, reading) ? formatTimeWithSeconds(recordTime, reading) : formatDayTimeWithSeconds(recordTime, reading);
}

function lineWords(line: CostLineView): string {
  const what =
    line.element === "MATERIAL" || line.element === "CREDIT" || line.element === "SALVAGE"
      ? [line.item, line.lot].filter((part) => part !== null).join(" ")
      : SHOW_WORDS[line.activity].toLowerCase();
  const notes = [line.reasonCode ?? "", line.valuation === "ABNORMAL" ? "abnormal" : "", line.reverses ? "taken back" : ""].filter((note) => note !== "");
  return [`${SHOW_WORDS[line.element]}, op${line.opNo}`, what, ...notes].filter((part) => part !== "").join(", ");
}

/** Goods in their unit; time in hours, exact where two decimals say it, else with its seconds. */
function measure(line: CostLineView, locale: string): string {
  if (line.quantity !== null) return formatQuantityWithUnit(line.quantity, line.uom ?? "", { locale });
  const seconds = line.seconds ?? 0;
  return seconds % 36 === 0 ? `${formatQuantity((seconds / 3600).toFixed(2), { locale, decimals: 2 })}\u00a0h` : `${formatQuantity(String(seconds), { locale })}\u00a0s`;
}

/** Rates have six decimals; the ones that say nothing are left out, down to two. */
function rate(unitCost: string, locale: string): string {
  const decimals = Math.max(2, (unitCost.split(".")[1] ?? "").replace(/0+$/, "").length);
  return formatMoney(unitCost, { locale, decimals });
}

function quantityOf(event: SourceEvent, locale: string): string {
  const { good, scrap } = event.payload;
  if (typeof good !== "string" || typeof scrap !== "string") return "";
  const parts = [`${formatQuantity(good, { locale })} good`, ...(Number(scrap) === 0 ? [] : [`${formatQuantity(scrap, { locale })} scrap`])];
  return parts.join(", ");
}
