"use client";

import { type ReactNode, useState } from "react";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { Mark } from "@/components/ui/mark";
import { atLeast, isPositive, lessUntilZero } from "@/lib/client/pace";
import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import type { Sheet } from "./run-screen";
import { StopReasons, stopWords } from "./stop-reasons";

/** `blocks`: the operation cannot end before it is settled (EX-03). */
type Open = { readonly text: string; readonly key: ReactNode; readonly blocks: boolean };

/** EX-03: good, scrap, rework and what is left, what is still open, and the final word. */
export function CompleteSheet({ view, operation, onClose, onSheet }: { view: RunView; operation: RunOperation; onClose: () => void; onSheet: (sheet: Sheet) => void }) {
  const { tap, offline, person } = useFloor();
  const [naming, setNaming] = useState(false);
  const left = lessUntilZero(operation.target, operation.good);
  const open = openPoints(
    view,
    operation,
    onSheet,
    () => setNaming(true),
    (good) =>
      tap({
        command: { name: "confirm-production", input: { operationId: operation.id, good, origin: "COUNTER", expectedTotal: operation.processed } },
        text: `Good +${formatQuantity(good)}`,
      }),
  );
  const [stop] = view.stops;
  if (naming && stop !== undefined) return <StopReasons view={view} stop={stop} onBack={() => setNaming(false)} />;
  const blocked = open.some((point) => point.blocks);
  const short = operation.minGood !== null && !atLeast(operation.good, operation.minGood);
  return (
    <>
      <FloorMain className="flex flex-col gap-6 py-6 landscape:gap-3 landscape:py-3">
        <div>
          <h1 className="text-floor-lg font-semibold">
            Complete {operation.order} / Op {operation.opNo} {operation.name}?
          </h1>
          <p className="text-ink-2">It is final: nothing more is recorded on this operation, and its machine is free for the next.</p>
        </div>
        <dl className="grid grid-cols-2 gap-x-8 gap-y-6 border-y border-line py-6 landscape:grid-cols-4 landscape:py-3">
          <Total label="Good" value={operation.good} note={`of ${formatQuantity(operation.target)}`} />
          <Total label="Scrap" value={operation.scrap} />
          <Total label="Rework" value={operation.rework} note={isPositive(operation.openRework) ? `${formatQuantity(operation.openRework)} open` : undefined} />
          <Total label="Remaining" value={left} note={isPositive(left) ? "not made" : "all is made"} />
        </dl>
        {open.length === 0 && !short ? (
          <p className="text-floor-md">Nothing is open.</p>
        ) : (
          <ul className="grid gap-4 landscape:grid-cols-2" aria-label="Still open">
            {open.map((point) => (
              <li key={point.text} className="flex flex-wrap items-center justify-between gap-4 rounded border-2 border-amber bg-surface px-5 py-3">
                <Mark kind="warning" className="text-floor-md">
                  {point.text}
                </Mark>
                {point.key}
              </li>
            ))}
            {short ? (
              <li className="rounded border-2 border-amber bg-surface px-5 py-3">
                <Mark kind="warning" className="text-floor-md">
                  {`At least ${formatQuantityWithUnit(operation.minGood ?? "0", operation.uom)} are due: only the shift lead closes it short, with a reason.`}
                </Mark>
              </li>
            ) : null}
          </ul>
        )}
      </FloorMain>
      <div className="grid flex-none gap-4 px-6 pb-6 landscape:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] portrait:grid-cols-2">
        <Key icon="arrow-left" label="Back" detail="go on working" layout="wide" onClick={onClose} />
        <Key
          icon="check"
          label="Complete"
          detail={offline ? "needs the network" : blocked ? "settle what is open first" : "this is final"}
          layout="wide"
          primary
          disabled={offline || blocked || !person.may.execute}
          onClick={() => {
            tap({ command: { name: "complete-operation", input: { operationId: operation.id } }, text: "Completed" });
            onClose();
          }}
        />
      </div>
    </>
  );
}

function Total({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3">{label}</dt>
      <dd className="text-floor-2xl leading-[1.1] font-semibold">{formatQuantity(value)}</dd>
      {note === undefined ? null : <dd className="text-ink-2">{note}</dd>}
    </div>
  );
}

/** The stops without a reason; more than three are only counted. */
function stopsText({ stops, asOf, unit }: RunView): string {
  const count = stops.length === 1 ? "One stop has no reason" : `${stops.length} stops have no reason`;
  return stops.length > 3 ? `${count}.` : `${count}: ${stops.map((stop) => stopWords(stop, asOf, unit.site.timeZone)).join("; ")}.`;
}

/** What the server would refuse for, with the key that settles it. */
function openPoints(view: RunView, operation: RunOperation, onSheet: (sheet: Sheet) => void, nameStops: () => void, confirm: (good: string) => void): Open[] {
  const counted = operation.proposal?.good;
  return [
    ...(isPositive(counted)
      ? [
          {
            text: `The line counted ${formatQuantity(counted)} that nobody has confirmed.`,
            key: <SecondKey icon="check" label={`Confirm +${formatQuantity(counted)}`} onClick={() => confirm(counted)} />,
            blocks: false,
          },
        ]
      : []),
    ...(isPositive(operation.openRework)
      ? [
          {
            text: `${formatQuantity(operation.openRework)} are still in rework.`,
            key: <SecondKey icon="rework" label="Record them" onClick={() => onSheet({ kind: "GOOD" })} />,
            blocks: false,
          },
        ]
      : []),
    ...view.components
      .filter((component) => component.tracked && component.mode === "MANUAL_SCAN" && !isPositive(component.issued))
      .map((component) => ({
        text: `No lot of ${component.item} was scanned.`,
        key: <SecondKey icon="scan" label="Scan it" onClick={() => onSheet({ kind: "SCAN", componentId: component.id })} />,
        blocks: true,
      })),
    ...(view.stops.length === 0 ? [] : [{ text: stopsText(view), key: <SecondKey icon="question" label="Name the reason" onClick={nameStops} />, blocks: true }]),
  ];
}
