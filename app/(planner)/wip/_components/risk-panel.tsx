import { Panel, PanelFoot } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { formatTimeWithSeconds } from "@/lib/format/instant";
import { formatMoney } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";
import { lateHours } from "@/lib/format/planner/loss-words";
import { dueText } from "@/lib/format/planner/due-text";
import { projectionBasis, readOf } from "@/lib/format/planner/projection-words";

/** Promises that will not be kept as things stand: how much is short, how late, and what it costs. */
export function RiskPanel({ screen }: { screen: WipScreen }) {
  const { atRisk, total, projected } = screen.commitments;
  const zones = new Map(screen.scope.map((site) => [site.id, site.timeZone]));
  const penalty = atRisk.some((row) => row.penaltyShown);
  const currencies = [...new Set(atRisk.map((row) => row.currency))];
  const fine = projected - atRisk.length;
  return (
    <Panel
      title="Commitments at risk"
      note={atRisk.length === 0 ? undefined : `if we wait${penalty && currencies.length === 1 ? `, ${currencies[0]}` : ""}`}
      className="overflow-hidden"
    >
      {atRisk.length === 0 ? (
        <p className="px-4 pb-3 text-ink-3">
          {total === 0
            ? "No customer order is open."
            : total === 1
              ? "The one open commitment makes it."
              : projected < total
                ? `All ${formatQuantity(String(projected))} that are projected make it.`
                : `All ${total} make it.`}
        </p>
      ) : (
        <div role="group" aria-label="Commitments at risk" tabIndex={0} className="max-h-64 overflow-auto">
          <Table caption="Commitments at risk" dense>
            <thead>
              <tr>
                <Th>Order line</Th>
                <Th num>Due</Th>
                <Th num>Short</Th>
                <Th num>Late</Th>
                {penalty ? <Th num>Penalty</Th> : null}
              </tr>
            </thead>
            <tbody>
              {atRisk.map((row) => (
                <tr key={row.id}>
                  <Td className="w-full max-w-0 min-w-22 text-sm leading-[1.25]" title={`${row.number} line ${row.line}, ${row.customer}, ${row.item}`}>
                    <b className="block truncate">{row.number}</b>
                    <span className="block truncate font-cond text-xs text-ink-3">{`${row.line} · ${row.item}`}</span>
                  </Td>
                  <Td num className="text-sm">
                    {dueText(row.dueAt, screen.asOf, zones.get(row.siteId) ?? "UTC")}
                  </Td>
                  <Td num className="text-sm">
                    {formatQuantity(row.now.short)}
                  </Td>
                  <Td num className="text-sm font-semibold text-down-ink stale:text-inherit">
                    {lateHours(row.dueAt, row.now.projectedAt)}
                  </Td>
                  {penalty ? (
                    <Td num className="text-sm">
                      {row.penalty === null ? "" : formatMoney(row.penalty)}
                    </Td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
      <PanelFoot className="text-xs! text-ink-3!">
        {[
          ...(atRisk.length === 0 || fine === 0 ? [] : [`${formatQuantity(String(fine))} ${fine === 1 ? "other makes" : "others make"} it.`]),
          ...readOf(projected, total, "commitments by priority and due date"),
          `Projected ${formatTimeWithSeconds(screen.asOf, { timeZone: screen.scope[0]?.timeZone ?? "UTC" })}.`,
          ...projectionBasis(screen),
        ].join(" ")}
      </PanelFoot>
    </Panel>
  );
}
