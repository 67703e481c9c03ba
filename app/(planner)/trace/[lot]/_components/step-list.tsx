import Link from "next/link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { Table, Td, Th } from "@/components/ui/table";
import { formatDayTime, formatTime } from "@/lib/format/instant";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { LotHead } from "@/lib/queries/trace/lot-head";
import type { WalkedEdge } from "@/lib/queries/trace/walk-genealogy";
import type { Step, Stop } from "./trace-model";

const WORDS: Readonly<Record<WalkedEdge["kind"], string>> = { CONSUME: "taken for", PRODUCE: "made", SPLIT: "split into", MERGE: "merged into", PACK: "packed into" };
/** As many as one page shows; further away than these nobody reads. */
const ROWS = 500;

/** Steps of the material in one direction, nearest first: quantity, time, equipment, operators. */
export function StepList({ title, empty, steps, lot, cut }: { title: string; empty: string; steps: readonly Step[]; lot: LotHead; cut: boolean }) {
  const levels = steps.at(-1)?.level ?? 0;
  return (
    <Panel
      title={title}
      note={steps.length === 0 ? undefined : `${steps.length} ${steps.length === 1 ? "step" : "steps"}, ${levels} ${levels === 1 ? "level" : "levels"}; whole orders`}
      className="overflow-x-auto"
    >
      {steps.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{empty}</p>
      ) : (
        <Table caption={title}>
          <thead>
            <tr>
              <Th num>Level</Th>
              <Th>From</Th>
              <Th>What</Th>
              <Th>Into</Th>
              <Th num>Quantity</Th>
              <Th>Unit</Th>
              <Th>When</Th>
              <Th>Operation</Th>
              <Th>Equipment</Th>
              <Th>Operator</Th>
            </tr>
          </thead>
          <tbody>
            {steps.slice(0, ROWS).map((step) => (
              <tr key={step.edge.id}>
                <Td num className="text-ink-3">
                  {step.level}
                </Td>
                <Td className="max-w-56 truncate">
                  <Place stop={step.from} focus={`LOT ${lot.id}`} />
                </Td>
                <Td className="whitespace-nowrap text-ink-2">{WORDS[step.edge.kind]}</Td>
                <Td className="max-w-56 truncate">
                  <Place stop={step.to} focus={`LOT ${lot.id}`} />
                </Td>
                <Td num className="font-semibold">
                  {formatQuantity(step.edge.quantity)}
                </Td>
                <Td className="text-ink-3">{unitSymbol(step.edge.uom)}</Td>
                <Td className="whitespace-nowrap">{spanText(step.edge, lot)}</Td>
                <Td className="max-w-40 truncate">{step.edge.opNo === null ? "" : `${step.edge.opNo} ${step.edge.operation ?? ""}`}</Td>
                <Td className="whitespace-nowrap">{step.edge.workUnit ?? ""}</Td>
                <Td className="max-w-40 truncate" title={step.edge.operators.join(", ")}>
                  {step.edge.operators.join(", ")}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {cut || steps.length > ROWS ? (
        <PanelFoot>{`This is not all: ${cut ? "the walk stopped after 1,000 lots and orders or 10,000 steps" : `${ROWS} of ${steps.length} steps are shown`}. Trace from a lot further along to see what lies beyond.`}</PanelFoot>
      ) : null}
    </Panel>
  );
}

function Place({ stop, focus }: { stop: Stop; focus: string }) {
  const order = stop.key.startsWith("ORDER");
  return (
    <span title={`${stop.label}, ${stop.detail}`}>
      {stop.key === focus ? (
        <b>{stop.label}</b>
      ) : (
        <Link href={stop.href} className={order ? "text-ink" : "font-semibold"}>
          {stop.label}
        </Link>
      )}{" "}
      <span className="text-ink-3">{stop.detail}</span>
    </span>
  );
}

function spanText(edge: WalkedEdge, reading: { timeZone: string }): string {
  const from = formatDayTime(edge.fromAt, reading);
  if (edge.toAt === null) return `since ${from}`;
  const to = formatDayTime(edge.toAt, reading);
  if (from === to) return from;
  return from.slice(0, -5) === to.slice(0, -5) ? `${from} – ${formatTime(edge.toAt, reading)}` : `${from} – ${to}`;
}
