"use client";

import { useState } from "react";
import { useRouter } from "next/navigation";
import clsx from "clsx";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key } from "@/components/shop-floor/key";
import { StatePanel } from "@/components/shop-floor/state-panel";
import { EmptyState } from "@/components/ui/panel-state";
import { Glyph } from "@/components/ui/glyph";
import { formatTime, formatWeekdayTime } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { NotReady, Waiting } from "@/lib/queries/operator/dispatch-list";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import type { Sheet } from "./run-screen";
import { stateOf } from "./run-state";

const DAY_MS = 86_400_000;

/** The machine is free: what is next here, and why it can or cannot start. */
export function DispatchBoard({ view, onSheet }: { view: RunView; onSheet: (sheet: Sheet) => void }) {
  const { person, tap, hand, offline } = useFloor();
  const router = useRouter();
  const [chosen, setChosen] = useState<string>();
  const { unit, waiting } = view;
  const startable = waiting.filter(canStart);
  const selected = startable.find((one) => one.operationId === chosen) ?? startable[0];
  const state = stateOf(null, unit.machine);
  const start = () => {
    if (selected !== undefined)
      tap({ command: { name: "start-operation", input: { operationId: selected.operationId, workUnitId: unit.id } }, text: `Started ${selected.order}, Op ${selected.opNo}` });
  };
  return (
    <>
      <FloorMain className="mb-4 flex flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-4">
          <h1 className="text-floor-lg font-semibold">
            {startable.length === 0 ? "Nothing can start here now" : startable.length === 1 ? "Next on this machine" : "Choose what to start"}
          </h1>
          <StatePanel
            state={state.panel}
            word={state.word}
            detail={state.detail}
            since={state.since ?? undefined}
            initialNow={view.asOf}
            className="min-w-[320px] portrait:w-full"
          />
        </div>
        {waiting.length === 0 ? (
          <EmptyState title="No order waits for this machine">Released orders of {unit.line.name} appear here by themselves as soon as the ERP has sent them.</EmptyState>
        ) : (
          <ul aria-label="Operations waiting" className="grid grid-cols-1 gap-4" data-stale={offline || undefined}>
            {waiting.map((one) => (
              <li key={one.operationId}>
                <WaitingCard waiting={one} selected={one === selected} view={view} onSelect={() => setChosen(one.operationId)} />
              </li>
            ))}
          </ul>
        )}
      </FloorMain>
      <section
        aria-label="Actions"
        className={clsx(
          "grid flex-none gap-4 px-6 pb-6 portrait:grid-cols-3",
          hand === "left" ? "landscape:grid-cols-[264px_minmax(0,1fr)_216px]" : "landscape:grid-cols-[216px_minmax(0,1fr)_264px]",
        )}
      >
        <div className={clsx("grid landscape:row-span-2 landscape:row-start-1", hand === "left" ? "landscape:col-start-3 portrait:order-2" : "landscape:col-start-1")}>
          <Key
            icon="play"
            label="Start"
            detail={selected === undefined ? "nothing is ready" : undefined}
            primary={selected !== undefined}
            disabled={selected === undefined || !person.may.execute}
            onClick={start}
          />
        </div>
        <div
          className={clsx(
            "flex min-h-30 min-w-0 flex-col justify-center overflow-hidden rounded border border-line bg-surface px-6 py-3 leading-[1.3] landscape:col-start-2 landscape:row-span-2 landscape:row-start-1 portrait:col-span-2",
            hand === "left" && "portrait:order-1",
          )}
        >
          <Selected waiting={selected} />
        </div>
        <div className={clsx("grid portrait:order-3", hand === "left" ? "landscape:col-start-1" : "landscape:col-start-3")}>
          <Key
            icon="bell"
            label="Call"
            detail={person.may.execute ? `help to ${unit.line.code}` : "your role may only look"}
            layout="row"
            disabled={!person.may.execute}
            onClick={() => onSheet({ kind: "CALL" })}
          />
        </div>
        <div className={clsx("grid portrait:order-4 portrait:col-span-2", hand === "left" ? "landscape:col-start-1" : "landscape:col-start-3")}>
          <Key icon="arrow-left" label="Lines" detail="other machines" layout="row" onClick={() => router.push("/station")} />
        </div>
      </section>
    </>
  );
}

/** What Start would start, in words that can be read from two steps away. */
function Selected({ waiting }: { waiting: Waiting | undefined }) {
  if (waiting === undefined) return <p className="text-floor-md text-ink-2">What is missing stands with each order.</p>;
  return (
    <>
      <b className="truncate text-floor-lg">
        {waiting.order} / Op {waiting.opNo} {waiting.name}
      </b>
      <span className="line-clamp-2 text-floor-md text-ink-2">{waiting.description || waiting.item}</span>
      <span className="truncate text-floor-md">
        {formatQuantityWithUnit(waiting.quantity, waiting.uom)}
        {waiting.setupHours === "0" ? ", runs at once" : ", setup first"}
      </span>
    </>
  );
}

/** Missing material is said, and does not forbid the start: it may come while the line is set up. */
function canStart(waiting: Waiting): boolean {
  return waiting.notReady.every((reason) => reason.kind === "MATERIAL");
}

function WaitingCard({ waiting, selected, view, onSelect }: { waiting: Waiting; selected: boolean; view: RunView; onSelect: () => void }) {
  const { timeZone } = view.unit.site;
  const ready = canStart(waiting);
  const due = Math.abs(Date.parse(waiting.dueAt) - Date.parse(view.asOf)) < DAY_MS / 2 ? formatTime(waiting.dueAt, { timeZone }) : formatWeekdayTime(waiting.dueAt, { timeZone });
  const late = waiting.dueAt < view.asOf;
  const body = (
    <>
      <span className="min-w-0 flex-1 leading-[1.3]">
        <b className="block truncate text-floor-md">
          {waiting.order} / Op {waiting.opNo} {waiting.name}
        </b>
        <span className="block truncate text-ink-2">
          {waiting.item}
          {waiting.description === "" ? "" : `, ${waiting.description}`}
        </span>
        {waiting.notReady.map((reason) => (
          <span key={reason.kind} className="mt-0.5 flex items-start gap-2 text-amber-ink">
            <Glyph shape="blocked" className="mt-1 size-4" />
            <span className="min-w-0 break-words">{words(reason)}</span>
          </span>
        ))}
      </span>
      <span className="flex-none text-right leading-[1.3] whitespace-nowrap">
        <b className="block text-floor-md">{formatQuantityWithUnit(waiting.quantity, waiting.uom)}</b>
        <span className={late ? "font-semibold text-amber-ink" : "text-ink-2"}>
          {late ? "was due" : "due"} {due}
        </span>
      </span>
    </>
  );
  const look = "flex min-h-[88px] w-full min-w-0 items-center gap-4 rounded px-5 py-3 text-left";
  if (!ready) return <div className={clsx(look, "border border-dashed border-line-strong")}>{body}</div>;
  return (
    <button
      type="button"
      aria-pressed={selected}
      onClick={onSelect}
      className={clsx(look, "border-2 bg-raised active:bg-sunken", selected ? "border-3 border-accent" : "border-line-strong")}
    >
      {body}
    </button>
  );
}

function words(reason: NotReady): string {
  switch (reason.kind) {
    case "ORDER":
      return reason.state === "ON_HOLD" ? "The order is on hold." : "The ERP has not released the order.";
    case "PREDECESSOR":
      return `Waits for the first good of Op ${reason.opNo} ${reason.name}.`;
    case "UNIT_TAKEN":
      return `The machine is loaded with ${reason.by}.`;
    case "MATERIAL":
      return `No lot may be taken of ${reason.items.join(", ")}.`;
  }
}
