import Link from "next/link";
import { ReplayHeld } from "./replay-held";
import { SettleDifference } from "./settle-difference";

import { stateWord } from "@/app/(admin)/messages/_components/message-words";
import { typeLabel } from "@/lib/format/message-types";
import { FactList } from "@/components/data/reject-card";
import { ButtonLink } from "@/components/ui/button-link";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { orderHref } from "@/lib/client/planner/links";
import { formatDayTime } from "@/lib/format/instant";
import { formatMoneyWithCurrency } from "@/lib/format/money";
import type { DifferenceMessage, DifferenceRow } from "@/lib/queries/reconciliation/differences";
import type { ReconciliationRow } from "@/lib/queries/reconciliation/runs";
import { basisAmount, basisSides, basisWords, partWords, sideWords, unitWords, whatWords } from "./difference-words";

type CardProps = {
  line: DifferenceRow;
  messages: readonly DifferenceMessage[];
  run: ReconciliationRow;
  rights: { readonly replay: boolean; readonly assign: boolean; readonly accept: boolean; readonly orders: boolean };
  closeHref: string;
};

/** One difference: its parts, the messages behind them, and what settles it. */
export function DifferenceCard({ line, messages, run, rights, closeHref }: CardProps) {
  const { timeZone } = run;
  const open = line.action === null && line.owner !== null;
  const held = messages.filter((message) => message.state === "REJECTED" || message.state === "DEAD");
  return (
    <Panel label={`${line.subject}: ${whatWords(line)}`} className="content-start">
      <header className="border-b border-line px-[18px] pt-3.5 pb-3">
        <h2 className="mb-1 text-lg leading-tight font-semibold tracking-[-0.01em]">{line.subject}</h2>
        <p className="text-sm text-ink-2">{whatWords(line)}</p>
      </header>
      <div className="grid gap-4 px-[18px] py-3">
        <FactList facts={factsOf(line, run)} />
        {line.action === "ACCEPTED" ? (
          <p className="grid gap-1">
            <Mark kind="saved">{`Accepted by ${line.actedBy ?? "somebody"}${line.actedAt === null ? "" : `, ${formatDayTime(line.actedAt, { timeZone })}`}`}</Mark>
            <span className="text-ink-2">“{line.note}”</span>
          </p>
        ) : null}
        {line.bases.length === 0 ? null : (
          <div className="grid gap-2">
            <h3 className="text-xs font-medium text-ink-3">Where it comes from, Millrace against {run.connection}</h3>
            <ul className="grid gap-2">
              {line.bases.map((basis) => (
                <li key={basisWords(basis)} className="grid gap-1 rounded-sm bg-canvas px-2.5 py-2 text-sm">
                  <span className="flex flex-wrap items-baseline gap-x-2">
                    <span className="font-medium">{basisWords(basis)}</span>
                    <span className="ml-auto tabular-nums">{basisAmount(basis)}</span>
                  </span>
                  <span className="text-ink-2">{basisSides(basis)}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {messages.length === 0 ? null : (
          <div className="grid gap-2">
            <h3 className="text-xs font-medium text-ink-3">Messages behind it, as they are now</h3>
            <ul className="grid gap-2">
              {messages.map((message) => (
                <li key={message.id} className="grid gap-1 rounded-sm bg-canvas px-2.5 py-2 text-sm">
                  <span className="flex flex-wrap items-baseline gap-x-2">
                    <Link href={`/messages/${message.id}`} className="font-medium text-ink">
                      {typeLabel(message.type)} {message.sequence}
                    </Link>
                    <span className="text-ink-2">{wordOf(message)}</span>
                    <span className="ml-auto text-ink-3">{formatDayTime(message.at, { timeZone })}</span>
                  </span>
                  {message.reason === null ? null : <span className="text-ink-2">{message.reason}</span>}
                </li>
              ))}
            </ul>
            {held[0] === undefined ? null : <ReplayHeld messageId={held[0].id} allowed={rights.replay} timeZone={timeZone} />}
          </div>
        )}
        <p className="leading-[1.45] text-ink-2">{nextStep(line, held.length > 0, open)}</p>
        {line.triedAll ? null : (
          <p className="leading-[1.45] text-ink-2">
            So many messages of this order were settled without sending that not every combination of them was tried. Those that count as missing were chosen one by one, so others
            may be: look them up in the ERP before you book anything.
          </p>
        )}
        {open && run.latest ? <SettleDifference key={line.id} line={line} rights={rights} timeZone={timeZone} /> : null}
        <div className="flex flex-wrap gap-2">
          {line.orderId === null || !rights.orders ? null : (
            <ButtonLink href={orderHref(line.subject, run.site)} tone="quiet">
              Open the order
            </ButtonLink>
          )}
          {line.orderId === null ? null : (
            <ButtonLink href={`/messages?order=${encodeURIComponent(line.subject)}#messages`} tone="quiet">
              All its messages
            </ButtonLink>
          )}
          <ButtonLink href={closeHref} tone="quiet">
            Close
          </ButtonLink>
        </div>
      </div>
    </Panel>
  );
}

function factsOf(line: DifferenceRow, run: ReconciliationRow) {
  const unit = unitWords(line);
  const side = (name: "ours" | "theirs") => `${sideWords(line, name)}${line.oursText === null && unit !== "" ? `\u00a0${unit}` : ""}`;
  const part = (value: string) => partWords(value, line) || "0";
  return [
    { name: "Millrace", value: side("ours") },
    { name: run.connection, value: side("theirs") },
    { name: "In transit, not accepted yet", value: part(line.inTransit) },
    { name: "Rejected, given up or never sent", value: part(line.rejected) },
    { name: line.period === null ? "Accepted after the reading" : "Accepted after the reading, or in another month", value: part(line.timing) },
    ...(line.measure === "COST"
      ? [
          { name: "The same quantity at another rate", value: part(line.rate) },
          { name: "Another quantity, at our rate", value: part(line.quantity) },
        ]
      : []),
    { name: "Unexplained", value: part(line.unexplained) },
    ...(line.unexplainedValue === null || line.measure === "COST" ? [] : [{ name: "Value of it", value: formatMoneyWithCurrency(line.unexplainedValue, run.currency) }]),
    { name: "First seen", value: formatDayTime(line.firstSeenAt, run) },
  ];
}

function wordOf({ state }: DifferenceMessage): string {
  return stateWord({ direction: "OUT", state }).word;
}

/** What settles it, in words. */
function nextStep(line: DifferenceRow, held: boolean, open: boolean): string {
  if (held) return "Mend what the ERP refuses, then replay the message: the messages behind it follow. The next comparison shows that it is settled.";
  if (open && asksForSettled(line))
    return "It was settled without being sent, or passed over, and is not on the other side: nothing brings it over any more. Book it there by hand, or accept the difference.";
  if (open && line.measure === "COST") return costStep(line);
  if (open) {
    if (line.measure === "LOT_STOCK" || line.measure === "COMPONENT")
      return "No message explains it: somebody booked in the ERP by hand, or a count is wrong. Count the lot, correct the side that is wrong, or accept it.";
    return "No message explains it: somebody booked in the ERP by hand, or its policy was off. Correct the side that is wrong, or accept it.";
  }
  if (line.action === "ACCEPTED") return "It counts as unexplained again as soon as it changes.";
  if (line.measure === "COST" && line.messages.length === 0 && partWords(line.timing, line) === "") return "Only the cents that rounding makes differ. Nothing is to be done.";
  if (line.measure === "COST" && line.messages.length === 0) return "The ERP posted it in another month than Millrace. Both stay as they are, and nothing is to be done.";
  return "It settles by itself once the ERP has taken what is on its way.";
}

/** A person is asked, and neither a rate, a quantity nor anything unexplained is why: nothing will ever be sent of it. */
function asksForSettled(line: DifferenceRow): boolean {
  return line.bases.length === 0 && partWords(line.unexplained, line) === "";
}

/** What settles a difference of cost: its largest question first. */
function costStep(line: DifferenceRow): string {
  if (partWords(line.unexplained, line) !== "")
    return "Neither a message nor a quantity nor a rate explains it: somebody booked an amount in the ERP by hand. Correct it there, or accept it. The ERP stays the book of record.";
  if (partWords(line.rate, line) !== "")
    return "The ERP counts the same at another rate. See which rate is right, and bring it to the other side for what comes next; what is booked stays, so accept the difference.";
  return "The cost follows the quantity: settle the difference of quantity or time of the same order first. What is left of it then can be accepted.";
}
