"use client";

import { type ReactNode, useEffect, useState } from "react";
import { ActionGrid } from "@/components/shop-floor/action-grid";
import { EntryLog } from "@/components/shop-floor/entry-log";
import { Key } from "@/components/shop-floor/key";
import { RunFacts, RunFigure } from "@/components/shop-floor/run-figure";
import { RunMain } from "@/components/shop-floor/run-main";
import { StatePanel } from "@/components/shop-floor/state-panel";
import { useNow } from "@/components/ui/use-now";
import { atLeast, isPositive, plannedBy, scrapShare } from "@/lib/client/pace";
import { formatTime } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { logLines, undoOf } from "./entry-lines";
import { useFloor } from "./floor-provider";
import { finishFact, valueFact } from "./run-facts";
import type { Sheet } from "./run-screen";
import { stateOf } from "./run-state";
import { TodoCards } from "./todo-cards";

/** The key in the corner is not taken twice by one push: what it means has just changed. */
const SETTLE_MS = 700;

type RunBoardProps = {
  view: RunView;
  operation: RunOperation;
  stale: boolean;
  /** Known from this tablet alone until the server has answered. */ provisional: boolean;
  onSheet: (sheet: Sheet) => void;
};

/** Why it is paused, as the person said it. */
function pauseWords({ reason }: RunOperation): string | null {
  if (reason === null) return null;
  return reason.comment === null ? reason.name : `${reason.name}: ${reason.comment}`;
}

/** What do I do next, am I on pace: the operation in hand and its keys. */
export function RunBoard({ view, operation, stale, provisional, onSheet }: RunBoardProps) {
  const { person, queue, offline, banner, offsetMs, tap, hand } = useFloor();
  const now = useNow(view.asOf);
  const at = (now ?? Date.parse(view.asOf)) + offsetMs;
  const { timeZone } = view.unit.site;
  const state = stateOf(operation.state, view.unit.machine, { since: operation.since, reason: pauseWords(operation) });
  const rate =
    operation.perHour === null
      ? operation.planPerHour === null
        ? null
        : `Plan ${formatQuantity(operation.planPerHour, { decimals: 0 })} /h`
      : `Rate ${formatQuantity(operation.perHour)} /h${operation.planPerHour === null ? "" : `, plan ${formatQuantity(operation.planPerHour, { decimals: 0 })}`}`;
  const share = scrapShare(operation.scrap, operation.processed);
  const facts = [
    ...finishFact(operation, at, timeZone),
    { label: "Scrap", value: formatQuantity(operation.scrap), note: share === undefined ? undefined : `${share} %` },
    {
      label: "Rework",
      value: formatQuantity(operation.rework),
      note: isPositive(operation.openRework) && operation.openRework !== operation.rework ? `${formatQuantity(operation.openRework)} open` : undefined,
    },
    ...valueFact(view.values, stale),
  ];
  const undo = undoOf(view, queue.items, person.personId, offsetMs);
  return (
    <>
      <RunMain
        heading={
          <>
            {operation.order} <span className="font-normal text-ink-3">/</span> Op {operation.opNo} {operation.name}
          </>
        }
        item={<span className={banner === null ? undefined : "line-clamp-1"}>{`${operation.item}, ${operation.description}`}</span>}
        figure={
          <RunFigure
            good={operation.good}
            total={operation.target}
            planNow={operation.state === "SETUP" ? undefined : plannedBy(operation, at)}
            rate={rate}
            decimals={operation.decimals}
          />
        }
        facts={<RunFacts items={facts} />}
        side={
          <>
            <StatePanel
              state={state.panel}
              word={state.word}
              detail={state.detail ?? (state.since === null ? undefined : `since ${formatTime(state.since, { timeZone })}`)}
              since={state.since ?? undefined}
              initialNow={view.asOf}
            />
            <TodoCards view={view} operation={operation} at={at} provisional={provisional} compact={banner !== null} onSheet={onSheet} />
            <EntryLog
              entries={logLines(view, queue.items, operation.id, offline)}
              undo={undo}
              onUndo={() => {
                if (undo !== undefined)
                  tap({ command: { name: "reverse-entry", input: { entryId: undo.entryId, reason: undo.reason } }, text: undo.label, takesBack: undo.takesBack });
              }}
            />
          </>
        }
      />
      <RunKeys view={view} operation={operation} onSheet={onSheet} hand={hand} />
    </>
  );
}

function RunKeys({ view, operation, onSheet, hand }: Pick<RunBoardProps, "view" | "operation" | "onSheet"> & { hand: "right" | "left" }) {
  const { person, tap } = useFloor();
  const { state, proposal } = operation;
  const onlyOnce = useOnlyOnce(state);
  const may = person.may.execute;
  const setup = state === "SETUP";
  const why = may ? undefined : "your role may only look";
  const input = { operationId: operation.id };
  const counted = state === "RUNNING" && isPositive(proposal?.good) ? proposal : null;
  const reached = atLeast(operation.good, operation.target) && isPositive(operation.processed);

  const lead = setup ? (
    <Key
      icon="check"
      label="Setup done"
      detail="start the run"
      primary
      disabled={!may}
      {...onlyOnce(() => tap({ command: { name: "finish-setup", input }, text: "Setup done" }))}
    />
  ) : state === "PAUSED" ? (
    <Key icon="play" label="Start" detail="go on" primary disabled={!may} {...onlyOnce(() => tap({ command: { name: "resume-operation", input }, text: "Started again" }))} />
  ) : (
    <Key icon="pause" label="Pause" disabled={!may} {...onlyOnce(() => onSheet({ kind: "PAUSE" }))} />
  );
  const scan = <Key key="scan" icon="scan" label="Scan" detail={why ?? "lot, pallet"} layout="row" disabled={!may} onClick={() => onSheet({ kind: "SCAN" })} />;
  const call = (
    <Key
      key="call"
      icon="bell"
      label="Call"
      detail={why ?? (view.calls.length === 0 ? `help to ${view.unit.line.code}` : view.calls.length === 1 ? "1 call is open" : `${view.calls.length} calls are open`)}
      layout="row"
      disabled={!may}
      onClick={() => onSheet({ kind: "CALL" })}
    />
  );
  const scrapDetail = isPositive(proposal?.scrap) ? `${formatQuantity(proposal.scrap)} counted` : `${formatQuantity(operation.scrap)} so far`;
  const scrap = (
    <Key key="scrap" icon="trash" label="Scrap" detail={setup ? "after setup" : scrapDetail} layout="row" disabled={!may || setup} onClick={() => onSheet({ kind: "SCRAP" })} />
  );
  const rework = (
    <Key
      key="rework"
      icon="rework"
      label="Rework"
      detail={setup ? "after setup" : `${formatQuantity(operation.rework)} so far`}
      layout="row"
      disabled={!may || setup}
      onClick={() => onSheet({ kind: "REWORK" })}
    />
  );
  const good = (primary: boolean): ReactNode => (
    <Key icon="check" label="Good" detail={why ?? "enter a quantity"} layout="wide" primary={primary} disabled={!may} onClick={() => onSheet({ kind: "GOOD" })} />
  );

  if (setup) {
    const pause = <Key key="pause" icon="pause" label="Pause" detail="setup waits" layout="row" disabled={!may} onClick={() => onSheet({ kind: "PAUSE" })} />;
    return (
      <ActionGrid
        hand={hand}
        lead={lead}
        main={<Key icon="scan" label="Scan" detail="material for this run" layout="wide" disabled={!may} onClick={() => onSheet({ kind: "SCAN" })} />}
        others={[pause, scrap, call, rework]}
      />
    );
  }
  const others = [scan, scrap, call, rework];
  if (counted !== null && proposal !== null) {
    const confirm = (
      <Key
        figure={`+${formatQuantity(counted.good)}`}
        label="Confirm"
        detail={`line counted since ${formatTime(counted.since, { timeZone: view.unit.site.timeZone })}`}
        layout="wide"
        primary
        disabled={!may}
        onClick={() => tap(confirmCount(operation, counted.good))}
      />
    );
    return <ActionGrid hand={hand} lead={lead} main={confirm} second={good(false)} others={others} />;
  }
  if (reached && state === "RUNNING") {
    const complete = <Key icon="check" label="Complete" detail="the quantity is made" layout="wide" primary disabled={!may} onClick={() => onSheet({ kind: "COMPLETE" })} />;
    return (
      <ActionGrid
        hand={hand}
        lead={lead}
        main={complete}
        second={<Key icon="plus" label="Good" detail="enter a quantity" layout="wide" disabled={!may} onClick={() => onSheet({ kind: "GOOD" })} />}
        others={others}
      />
    );
  }
  return <ActionGrid hand={hand} lead={lead} main={good(state === "RUNNING")} others={others} />;
}

/** What the line counted becomes an entry; the total that the screen showed goes along (EX-05). */
function confirmCount(operation: RunOperation, good: string) {
  return {
    command: { name: "confirm-production" as const, input: { operationId: operation.id, good, origin: "COUNTER" as const, expectedTotal: operation.processed } },
    text: `Good +${formatQuantity(good)}`,
  };
}

/** Lets a tap through once the state has stood for a moment; until then the key looks as if it were off, and is, but keeps the focus. */
function useOnlyOnce(state: string): (act: () => void) => { "aria-disabled": true | undefined; onClick: () => void } {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(state), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return (act) => ({ "aria-disabled": settled === state ? undefined : true, onClick: settled === state ? act : () => undefined });
}
