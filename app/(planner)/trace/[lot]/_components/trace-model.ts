import type { GenealogyEdge, GenealogyNode } from "@/components/charts/genealogy";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import { formatDayTime } from "@/lib/format/instant";
import type { LotHead } from "@/lib/queries/trace/lot-head";
import type { LotTrace, TracedOrder } from "@/lib/queries/trace/trace-lot";
import type { NodeKey, WalkedEdge } from "@/lib/queries/trace/walk-genealogy";
import { orderHref, traceHref } from "@/lib/client/planner/links";

/** A lot or an order on the way, as it is named and linked. */
export type Stop = { readonly key: NodeKey; readonly label: string; readonly detail: string; readonly href: string };
export type Step = {
  readonly edge: WalkedEdge;
  readonly from: Stop;
  readonly to: Stop;
  /** Steps away from the lot that was asked for; 1 is next to it. */ readonly level: number;
};

/** Names of everything on the way, by key. */
export function stopsOf(trace: LotTrace): ReadonlyMap<NodeKey, Stop> {
  const lot = (each: LotHead): [NodeKey, Stop] => [`LOT ${each.id}`, { key: `LOT ${each.id}`, label: each.number, detail: each.item, href: traceHref(each.number, each.id) }];
  const order = (each: TracedOrder): [NodeKey, Stop] => [
    `ORDER ${each.id}`,
    { key: `ORDER ${each.id}`, label: each.number, detail: each.item, href: orderHref(each.number, each.site) },
  ];
  return new Map([...trace.lots.map(lot), ...trace.orders.map(order)]);
}

/** The edges of one direction by how far they are from the lot, nearest first. Ends that were cut off are left out. */
export function stepsOf(trace: LotTrace, direction: "back" | "forward", stops: ReadonlyMap<NodeKey, Stop>): Step[] {
  const { edges } = trace[direction];
  const [near, far] = direction === "back" ? (["to", "from"] as const) : (["from", "to"] as const);
  const byNear = new Map<NodeKey, WalkedEdge[]>();
  for (const edge of edges) {
    const known = byNear.get(edge[near]);
    if (known === undefined) byNear.set(edge[near], [edge]);
    else known.push(edge);
  }
  const levels = new Map<NodeKey, number>([[`LOT ${trace.lot.id}`, 0]]);
  const queue: NodeKey[] = [`LOT ${trace.lot.id}`];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const edge of byNear.get(at) ?? []) {
      if (levels.has(edge[far])) continue;
      levels.set(edge[far], (levels.get(at) ?? 0) + 1);
      queue.push(edge[far]);
    }
  }
  return edges
    .flatMap((edge) => {
      const [from, to, level] = [stops.get(edge.from), stops.get(edge.to), levels.get(edge[near])];
      return from === undefined || to === undefined || level === undefined ? [] : [{ edge, from, to, level: level + 1 }];
    })
    .toSorted((a, b) => a.level - b.level || (direction === "back" ? compareEnds(b.edge, a.edge) : a.edge.fromAt.localeCompare(b.edge.fromAt)));
}

/** What still goes on ends after everything that has ended. */
function compareEnds(a: WalkedEdge, b: WalkedEdge): number {
  if (a.toAt === null || b.toAt === null) return Number(a.toAt === null) - Number(b.toAt === null);
  return a.toAt.localeCompare(b.toAt);
}

/** Quantity, time, equipment and operators of a step in one phrase. */
export function stepWords({ edge }: Step, timeZone: string): string {
  const from = formatDayTime(edge.fromAt, { timeZone });
  const span = edge.toAt === null ? `since ${from}` : edge.fromAt === edge.toAt ? from : `${from} to ${formatDayTime(edge.toAt, { timeZone })}`;
  return [formatQuantityWithUnit(edge.quantity, edge.uom), span, edge.workUnit, ...edge.operators].filter((part) => part !== null).join(", ");
}

/** As many as a person can follow with the eye; the list has all. */
export const GRAPH_NODES = 80;

/** The nearest part of both directions as a graph. Rework loops would run in circles: an edge backwards in its own direction is left to the list. */
export function graphOf(trace: LotTrace, steps: readonly Step[]): { readonly nodes: readonly GenealogyNode[]; readonly edges: readonly GenealogyEdge[]; readonly cut: boolean } {
  const focus: NodeKey = `LOT ${trace.lot.id}`;
  const kept = new Map<NodeKey, GenealogyNode>();
  const add = (stop: Stop) => {
    if (kept.has(stop.key) || kept.size >= GRAPH_NODES) return kept.has(stop.key);
    kept.set(stop.key, {
      id: stop.key,
      label: stop.label,
      detail: stop.detail,
      tone: stop.key === focus ? "focus" : stop.key.startsWith("ORDER") ? "solid" : "plain",
      href: stop.key === focus ? undefined : stop.href,
    });
    return true;
  };
  const edges = new Map<string, { readonly from: NodeKey; readonly to: NodeKey; readonly said: Set<string> }>();
  let cut = false;
  for (const step of steps.toSorted((a, b) => a.level - b.level)) {
    if (!add(step.from) || !add(step.to)) {
      cut = true;
      continue;
    }
    const key = `${step.from.key}>${step.to.key}`;
    const edge = edges.get(key) ?? { from: step.from.key, to: step.to.key, said: new Set() };
    edges.set(key, { ...edge, said: edge.said.add(stepWords(step, trace.lot.timeZone)) });
  }
  return { nodes: [...kept.values()], edges: [...edges.values()].map(({ from, to, said }) => ({ from, to, label: labelOf([...said]) })), cut };
}

/** As many steps as an edge of the graph is said with; the list has all. */
const SAID = 3;

function labelOf(words: readonly string[]): string {
  return [...words.slice(0, SAID), ...(words.length > SAID ? [`and ${words.length - SAID} more`] : [])].join("; ");
}
