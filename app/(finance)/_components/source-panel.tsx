import { ButtonLink } from "@/components/ui/button-link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMoney, formatMoneyDifference } from "@/lib/format/money";
import type { CostLines } from "@/lib/queries/finance/cost-lines";
import type { EventNames } from "@/lib/queries/finance/event-names";
import type { OrderCostView } from "@/lib/queries/finance/order-cost";
import type { Show } from "@/lib/queries/finance/show";
import { SHOW_MEANING, SHOW_WORDS } from "./words";
import { type CostParams, costHref } from "./cost-params";
import { EventRows } from "./event-rows";

/** The facts behind the open figure, `names` those of the one that is opened: each source event with the ledger lines that came from it. */
export function SourcePanel({ view, params, lines, names }: { view: OrderCostView; params: CostParams; lines: CostLines; names: EventNames | null }) {
  const { locale } = params;
  const { show } = lines;
  const amount = amountOfFigure(view, show);
  const beyond = show.endsWith("_RATE") || show === "MATERIAL_PRICE";
  const meaning = SHOW_MEANING[show];
  return (
    <Panel
      title={`${SHOW_WORDS[show]}${amount === null ? "" : ` ${formatMoney(amount, { locale })}`}: source events`}
      note={noteOf(lines)}
      className="max-h-[max(30rem,calc(100dvh-27rem))] min-h-0"
    >
      {meaning === undefined ? null : <p className="px-4 pb-2 text-sm text-ink-2">{meaning}</p>}
      {lines.events.length === 0 ? (
        <EmptyState title={show === "REMAINING" ? "Rounding only" : "No entry stands behind this figure"} className="py-6!">
          {view.lines === 0
            ? "Nothing was posted to this order yet. Issues, times and receipts appear here as they are recorded."
            : "What it is made from is planned, or was never recorded."}
        </EmptyState>
      ) : (
        <Table caption={`Source events of ${SHOW_WORDS[show]}`} scroll dense>
          <thead>
            <tr>
              <Th>Event</Th>
              <Th>When it happened</Th>
              <Th>Recorded</Th>
              <Th>Who</Th>
              <Th num>Quantity</Th>
              <Th num>Rate</Th>
              <Th num>Amount</Th>
              {beyond ? <Th num>Over standard</Th> : null}
            </tr>
          </thead>
          <tbody>
            {lines.events.map((event) => (
              <EventRows
                key={event.id}
                event={event}
                lines={lines.lines.filter((line) => line.sourceEventId === event.id)}
                view={view}
                params={{ ...params, show, page: lines.page }}
                beyond={beyond}
                names={names}
              />
            ))}
            {lines.lines.length > 0 && lines.pages === 1 ? (
              <Tr total>
                <Td colSpan={6}>Total</Td>
                <Td num>{formatMoney(sumOf(lines.lines.map((line) => line.amount)), { locale })}</Td>
                {beyond ? <Td num>{formatMoneyDifference(sumOf(lines.lines.map((line) => line.difference)), { locale })}</Td> : null}
              </Tr>
            ) : null}
          </tbody>
        </Table>
      )}
      <PanelFoot>
        <span>{abnormalWords(view, locale)}</span>
        <span className="ml-auto flex flex-none items-center gap-2">
          {lines.page > 1 ? <ButtonLink href={costHref(params, { show, page: lines.page - 1 })}>Earlier</ButtonLink> : null}
          {lines.page < lines.pages ? <ButtonLink href={costHref(params, { show, page: lines.page + 1 })}>Later</ButtonLink> : null}
          <ButtonLink href={costHref(params, { show }, "/export")} icon="upload" download>
            Export CSV
          </ButtonLink>
        </span>
      </PanelFoot>
    </Panel>
  );
}

function amountOfFigure(view: OrderCostView, show: Show): string | null {
  if (show === "ALL") return view.elements.find((row) => row.key === "TOTAL")?.actual ?? view.total;
  if (show === "SALVAGE") return view.salvage;
  if (show === "CREDIT") return view.credited;
  const element = view.elements.find((row) => row.key === show);
  if (element !== undefined) return element.actual;
  // A figure that is no element is a step of the variance, or an activity that no step shows.
  return Object.entries(view.variance?.categories ?? {}).find(([key]) => key === show)?.[1] ?? null;
}

function noteOf({ events, lines, total, page, pages }: CostLines): string {
  const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;
  if (lines.length === 0) {
    const entries = `${total} ${total === 1 ? "entry" : "entries"}`;
    return events.length === 0 ? "" : pages === 1 ? entries : `page ${page} of ${pages}, ${entries}`;
  }
  const abnormal = lines.filter((line) => line.valuation === "ABNORMAL").length;
  const share = abnormal === 0 ? "" : abnormal === lines.length ? ", all abnormal" : `, ${abnormal} abnormal`;
  return pages === 1 ? `${counted(events.length, "event")}, ${counted(total, "cost line")}${share}` : `page ${page} of ${pages}, ${counted(total, "cost line")}`;
}

/** Sums of what is shown, in minor units: no cent passes through a float. */
function sumOf(amounts: readonly string[]): string {
  const minor = amounts.reduce((sum, amount) => sum + BigInt(amount.replace(".", "")), 0n);
  const text = (minor < 0n ? -minor : minor).toString().padStart(3, "0");
  return `${minor < 0n ? "-" : ""}${text.slice(0, -2)}.${text.slice(-2)}`;
}

function abnormalWords({ abnormal }: OrderCostView, locale: string): string {
  const money = (amount: string) => formatMoney(amount, { locale });
  const parts = [
    ...(Number(abnormal.delay) === 0 ? [] : [`delay ${money(abnormal.delay)}`]),
    ...(Number(abnormal.rework) === 0 ? [] : [`rework ${money(abnormal.rework)}`]),
    ...abnormal.scrap.map((each) => `scrap op${each.op} ${money(each.cost)}`),
  ];
  return parts.length === 0
    ? "Nothing in this order is abnormal: all of it may stay in inventory."
    : `Abnormal in this order: ${parts.join(", ")}. Inventoriable: ${money(abnormal.inventoriable)}.`;
}
