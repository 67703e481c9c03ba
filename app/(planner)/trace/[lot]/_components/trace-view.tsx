import type { ReactNode } from "react";
import { Genealogy } from "@/components/charts/genealogy";
import { Figure, FigureRow } from "@/components/data/figure";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { Tabs } from "@/components/ui/tabs";
import { formatDate, formatDayTime } from "@/lib/format/instant";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { HandlingUnitRow } from "@/lib/queries/trace/handling-units";
import type { LotHolds } from "@/lib/queries/trace/lot-holds";
import type { LotTrace } from "@/lib/queries/trace/trace-lot";
import { lotStatusWord } from "@/lib/format/planner/state-words";
import { BalancePanel } from "./balance-panel";
import { HoldPanel } from "./hold-panel";
import { LabelMenu } from "./label-menu";
import { StepList } from "./step-list";
import { UnitsPanel } from "./units-panel";
import { graphOf, type Step, stepsOf, stopsOf } from "./trace-model";

/** A lot with its past and its future: as lists, as a graph, and as a sum; `conditions` and `checks`: the panels of what was measured while it was made, and of its checks. */
export function TraceView({
  trace,
  holds,
  units,
  conditions,
  checks,
}: {
  trace: LotTrace;
  holds: LotHolds;
  units: readonly HandlingUnitRow[];
  conditions: ReactNode;
  checks: ReactNode;
}) {
  const { lot } = trace;
  const stops = stopsOf(trace);
  const back = stepsOf(trace, "back", stops);
  const forward = stepsOf(trace, "forward", stops);
  const graph = graphOf(trace, [...back, ...forward]);
  const unit = unitSymbol(lot.uom);
  const at = lot.madeAt ?? lot.receivedAt;
  return (
    <>
      <PageHeader
        title={`${lot.number} ${fromWords(trace, back)} and ${toWords(forward)}.`}
        sub={`${lot.itemText === lot.item ? lot.item : `${lot.item}, ${lot.itemText}`} · ${lot.site}${lot.supplierLot === null ? "" : ` · supplier’s lot ${lot.supplierLot}`}`}
      >
        <FigureRow>
          <Figure label="On hand" value={formatQuantity(lot.onHand)} note={unit} />
          {lot.held === "0" || lot.status === "ON_HOLD" ? null : <Figure label="Of it held" value={formatQuantity(lot.held)} note={unit} tone="warning" />}
          <Figure label="Status" value={lotStatusWord(lot.status)} tone={lot.status === "RELEASED" ? "plain" : "warning"} />
          {at === null ? null : <Figure label={lot.origin === "PRODUCED" ? "Made" : "Received"} value={formatDayTime(at, lot)} />}
          {lot.expiresAt === null ? null : <Figure label="Expires" value={formatDate(lot.expiresAt, lot)} />}
        </FigureRow>
        <LabelMenu lotId={lot.id} />
        <ButtonLink href="/trace" icon="search" className="ml-6">
          Another lot
        </ButtonLink>
      </PageHeader>
      <Tabs
        label="How to look at it"
        tabs={[
          {
            value: "list",
            label: "List",
            content: (
              <div className="grid gap-4">
                <StepList
                  title="Where it came from"
                  empty={lot.origin === "PURCHASED" ? "It was bought: what it is made of, its supplier knows." : "Nothing was recorded as taken for it."}
                  steps={back}
                  lot={lot}
                  cut={trace.back.cut}
                />
                <StepList title="Where it went" empty="No order has taken any of it." steps={forward} lot={lot} cut={trace.forward.cut} />
              </div>
            ),
          },
          {
            value: "graph",
            label: "Graph",
            content: (
              <Panel title="From supplier to product" note="lots framed, orders filled">
                {graph.edges.length === 0 ? (
                  <p className="px-4 pb-4 text-ink-3">Neither before nor after it anything is recorded.</p>
                ) : (
                  <Genealogy label={`Genealogy of ${lot.number}`} nodes={graph.nodes} edges={graph.edges} />
                )}
                {graph.cut ? <PanelFoot>{`The graph shows the nearest ${graph.nodes.length} lots and orders; the list has all.`}</PanelFoot> : null}
              </Panel>
            ),
          },
        ]}
      />
      <UnitsPanel units={units} status={lot.status} timeZone={lot.timeZone} />
      {conditions}
      {checks}
      <HoldPanel lotId={lot.id} number={lot.number} holds={holds} mayHold={lot.status !== "REJECTED" && lot.status !== "RECALLED"} timeZone={lot.timeZone} uom={lot.uom} />
      <BalancePanel lot={lot} balance={trace.balance} />
    </>
  );
}

function counted(count: number, one: string, many: string): string {
  return `${formatQuantity(String(count))} ${count === 1 ? one : many}`;
}

function lotsIn(steps: readonly Step[], end: "from" | "to"): number {
  return new Set(steps.flatMap((step) => (step[end].key.startsWith("LOT") ? [step[end].key] : []))).size;
}

function fromWords({ lot, back }: LotTrace, steps: readonly Step[]): string {
  if (steps.length === 0) return lot.origin === "PURCHASED" ? "was bought" : "has no recorded source";
  const lots = lotsIn(steps, "from");
  return `came from ${back.cut ? "more than " : ""}${lots === 0 ? "one order" : counted(lots, "lot", "lots")}`;
}

function toWords(steps: readonly Step[]): string {
  if (steps.length === 0) return "went nowhere yet";
  const lots = lotsIn(steps, "to");
  if (lots > 0) return `went into ${counted(lots, "lot", "lots")}`;
  return `went into ${counted(new Set(steps.map((step) => step.to.key)).size, "order", "orders")} that made no lot yet`;
}
