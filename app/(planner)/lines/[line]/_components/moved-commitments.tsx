import { Panel, PanelFoot } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { formatMoney, formatMoneyWithCurrency } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import type { LineScreen } from "@/lib/queries/planner/line-screen";
import { lateHours } from "@/lib/format/planner/loss-words";
import { dueText } from "@/lib/format/planner/due-text";
import { readOf } from "@/lib/format/planner/projection-words";

/** Customers' promises that the stop moves: to when, how much is short, and what it costs. */
export function MovedCommitments({ screen }: { screen: LineScreen }) {
  const { commitments, commitmentsTotal, commitmentsProjected, commitmentsInTime: fine, stop, penalty, asOf, site } = screen;
  const shown = commitments.some((row) => row.penaltyShown);
  const when = (at: string | null) => (at === null ? "not in sight" : dueText(at, asOf, site.timeZone));
  const moved = commitments.filter((row) => row.now.short !== row.plan.short || row.now.projectedAt !== row.plan.projectedAt).length;
  return (
    <Panel
      title={moved > 0 ? "Commitments that move" : "Commitments at risk"}
      note={commitments.length === 0 ? undefined : `if we wait${shown && commitments[0] !== undefined ? `, ${commitments[0].currency}` : ""}`}
      className="overflow-x-auto"
    >
      {commitments.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">
          {commitmentsTotal === 0 ? "No customer order is open." : stop === null ? "What this line makes is promised in time." : "No customer waits longer because of it."}
        </p>
      ) : (
        <Table wide caption="Commitments, plan against now" dense>
          <thead>
            <tr>
              <Th>Order line</Th>
              <Th num>Due</Th>
              {stop === null ? null : (
                <Th num className="max-[88rem]:hidden">
                  Without
                </Th>
              )}
              <Th num>{stop === null ? "Projected" : "Now"}</Th>
              <Th num>Short</Th>
              <Th num>Late</Th>
              {shown ? <Th num>Penalty</Th> : null}
            </tr>
          </thead>
          <tbody>
            {commitments.map((row) => {
              const late = row.now.short !== "0";
              return (
                <tr key={row.id}>
                  <Td className="max-w-0 min-w-24 text-sm leading-[1.25]" title={`${row.number} line ${row.line}, ${row.customer}, ${row.item}, ${formatQuantity(row.quantity)}`}>
                    <b className="block truncate">{row.number}</b>
                    <span className="block truncate font-cond text-xs text-ink-3">{`${row.line} · ${row.item}, ${row.customer}`}</span>
                  </Td>
                  <Td num className="text-sm">
                    {dueText(row.dueAt, asOf, site.timeZone)}
                  </Td>
                  {stop === null ? null : (
                    <Td num className="text-sm text-ink-3 max-[88rem]:hidden">
                      {row.plan.short === "0" ? "in time" : when(row.plan.projectedAt)}
                    </Td>
                  )}
                  <Td num className="text-sm font-semibold">
                    {late ? when(row.now.projectedAt) : "in time"}
                  </Td>
                  <Td num className="text-sm">
                    {late ? formatQuantity(row.now.short) : ""}
                  </Td>
                  <Td num className="text-sm font-semibold text-down-ink stale:text-inherit">
                    {late ? lateHours(row.dueAt, row.now.projectedAt) : ""}
                  </Td>
                  {shown ? (
                    <Td num className="text-sm">
                      {row.penalty === null || !late ? "" : formatMoney(row.penalty)}
                    </Td>
                  ) : null}
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
      <PanelFoot>
        <span>{`${formatQuantity(String(fine))} of ${formatQuantity(String(commitmentsProjected))} ${fine === 1 ? "makes" : "make"} it.${readOf(
          commitmentsProjected,
          commitmentsTotal,
          "commitments by priority and due date",
        )
          .map((words) => ` ${words}`)
          .join("")}${stop !== null && moved === 0 && commitments.length > 0 ? " None moves because of the stop." : ""}`}</span>
        {penalty === null || moved === 0 ? null : (
          <b className="ml-auto">{`${penalty.endless ? "at least " : ""}${formatMoneyWithCurrency(penalty.amount, penalty.currency)} because of the stop`}</b>
        )}
      </PanelFoot>
    </Panel>
  );
}
