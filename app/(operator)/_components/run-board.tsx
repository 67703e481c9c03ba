"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "next-intl";
import { ActionGrid } from "@/components/shop-floor/action-grid";
import { Key } from "@/components/shop-floor/key";
import { RunFacts, RunFigure } from "@/components/shop-floor/run-figure";
import { RunMain } from "@/components/shop-floor/run-main";
import { StatePanel } from "@/components/shop-floor/state-panel";
import { useNow } from "@/components/ui/use-now";
import { atLeast, isPositive, plannedBy, scrapShare } from "@/lib/client/pace";
import { part, usePart } from "@/lib/client/use-part";
import { useFormats } from "@/lib/format/formats";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { finishFact, valueFact } from "./run-facts";
import type { Sheet } from "./run-screen";
import { InstructionKey } from "./instruction-key";
import { instructionOf } from "./instruction-place";
import { stateOf } from "./run-state";
import { TodoCards } from "./todo-cards";

// What was entered says nothing of what comes next: it stands there a moment later, or at once where something was entered here that the server's figures do not contain.
const log = part(() => import("./run-log"));

/** The key in the corner is not taken twice by one push: what it means has just changed. */
const SETTLE_MS = 700;

type RunBoardProps = {
  view: RunView;
  operation: RunOperation;
  stale: boolean;
  /** Known from this tablet alone until the server has answered. */ provisional: boolean;
  onSheet: (sheet: Sheet) => void;
  /** Opens the labels of what was made here. */
  onLabels: () => void;
};

/** Why it is paused, as the person said it. */
function pauseWords({ reason }: RunOperation): string | null {
  if (reason === null) return null;
  return reason.comment === null ? reason.name : `${reason.name}: ${reason.comment}`;
}

/** What do I do next, am I on pace: the operation in hand and its keys. */
export function RunBoard({ view, operation, stale, provisional, onSheet, onLabels }: RunBoardProps) {
  const t = useTranslations("run");
  const states = useTranslations("states");
  const formats = useFormats();
  const { person, queue, banner } = useFloor();
  // A strip under the head takes the room of a line, and so do the keys of runs beside this one.
  const parallel = view.runs !== undefined && view.runs.length > 0;
  const at = useNow(view.asOf) ?? Date.parse(view.asOf);
  const told = view.handovers.some((one) => !one.own) || (operation.heldOutput ?? []).length > 0 || (view.downtime ?? []).some(({ to }) => Date.parse(to) > at);
  const strip = parallel || told || banner !== null || queue.storage !== null;
  const { timeZone } = view.unit.site;
  const state = stateOf(operation.state, view.unit.machine, { since: operation.since, reason: pauseWords(operation) });
  const plan = operation.planPerHour === null ? undefined : formats.quantity(operation.planPerHour, { decimals: 0 });
  const pace = operation.perHour === null ? undefined : formats.quantity(operation.perHour);
  const rate =
    pace === undefined
      ? plan === undefined
        ? null
        : t("figure.plan", { plan })
      : plan === undefined
        ? t("figure.rate", { rate: pace })
        : t("figure.ratePlan", { rate: pace, plan });
  const share = scrapShare(operation.scrap, operation.processed);
  const facts = [
    ...finishFact(operation, at, timeZone, { t, formats }),
    { label: t("facts.scrap"), value: formats.quantity(operation.scrap), note: share === undefined ? undefined : `${formats.quantity(share)} %` },
    {
      label: t("facts.rework"),
      value: formats.quantity(operation.rework),
      note: isPositive(operation.openRework) && operation.openRework !== operation.rework ? t("facts.open", { quantity: formats.quantity(operation.openRework) }) : undefined,
    },
    ...valueFact(view.values, stale, { t, formats }),
  ];
  const instruction = instructionOf(view, operation.id, person.accountId);
  const logged = usePart(log, queue.items.length > 0);
  return (
    <>
      <RunMain
        compact={strip}
        heading={t.rich("heading", {
          order: operation.order,
          number: operation.opNo,
          name: operation.name,
          quiet: (sign) => <span className="font-normal text-ink-3">{sign}</span>,
        })}
        item={<span className={strip ? "line-clamp-1" : undefined}>{[operation.item, operation.description].join(", ")}</span>}
        action={
          instruction === undefined ? undefined : (
            <InstructionKey
              instruction={instruction}
              className="flex-none"
              onOpen={() => onSheet({ kind: "INSTRUCTION", instruction, place: { operationId: operation.id, order: operation.order, opNo: operation.opNo, next: null } })}
            />
          )
        }
        figure={
          <RunFigure
            good={operation.good}
            total={operation.target}
            planNow={operation.state === "SETUP" ? undefined : plannedBy(operation, at)}
            rate={rate}
            decimals={operation.decimals}
            compact={parallel}
          />
        }
        facts={<RunFacts items={facts} />}
        side={
          <>
            <StatePanel
              state={state.panel}
              word={state.free ? states("free") : undefined}
              detail={state.detail ?? (state.since === null ? undefined : t("since", { time: formats.time(state.since, timeZone) }))}
              since={state.since ?? undefined}
              initialNow={view.asOf}
            />
            <TodoCards view={view} operation={operation} at={at} provisional={provisional} compact={strip} onSheet={onSheet} />
            {logged === undefined ? (
              <div className="min-h-[112px] flex-none rounded border border-line bg-surface" />
            ) : (
              <logged.RunLog view={view} operation={operation} onLabels={onLabels} />
            )}
          </>
        }
      />
      <RunKeys view={view} operation={operation} onSheet={onSheet} />
    </>
  );
}

function RunKeys({ view, operation, onSheet }: Pick<RunBoardProps, "view" | "operation" | "onSheet">) {
  const t = useTranslations("run.keys");
  const calls = useTranslations("calls");
  const entries = useTranslations("entries");
  const mayOnlyLook = useTranslations("floor")("mayOnlyLook");
  const formats = useFormats();
  const { person, tap } = useFloor();
  const { state, proposal } = operation;
  const onlyOnce = useOnlyOnce(state);
  const may = person.may.execute;
  const setup = state === "SETUP";
  const why = may ? undefined : mayOnlyLook;
  const input = { operationId: operation.id };
  const counted = state === "RUNNING" && isPositive(proposal?.good) ? proposal : null;
  const reached = atLeast(operation.good, operation.target) && isPositive(operation.processed) && state === "RUNNING";
  // A count that arrives turns Good into Confirm under the finger that is on its way to it.
  const onlyMain = useOnlyOnce(setup ? "SCAN" : counted !== null ? "CONFIRM" : reached ? "COMPLETE" : "GOOD");

  const lead = setup ? (
    <Key
      icon="check"
      label={t("setupDone")}
      detail={t("startRun")}
      primary
      disabled={!may}
      {...onlyOnce(() => tap({ command: { name: "finish-setup", input }, text: entries("setupDone") }))}
    />
  ) : state === "PAUSED" ? (
    <Key
      icon="play"
      label={t("start")}
      detail={t("goOn")}
      primary
      disabled={!may}
      {...onlyOnce(() => tap({ command: { name: "resume-operation", input }, text: entries("startedAgain") }))}
    />
  ) : (
    <Key icon="pause" label={t("pause")} disabled={!may} {...onlyOnce(() => onSheet({ kind: "PAUSE" }))} />
  );
  const scan = <Key key="scan" icon="scan" label={t("scan")} detail={why ?? t("scanDetail")} layout="row" disabled={!may} onClick={() => onSheet({ kind: "SCAN" })} />;
  const call = (
    <Key
      key="call"
      icon="bell"
      label={calls("key")}
      detail={why ?? (view.calls.length === 0 ? calls("help", { line: view.unit.line.code }) : calls("open", { count: view.calls.length }))}
      layout="row"
      disabled={!may}
      onClick={() => onSheet({ kind: "CALL" })}
    />
  );
  const scrapDetail = isPositive(proposal?.scrap) ? t("counted", { quantity: formats.quantity(proposal.scrap) }) : t("soFar", { quantity: formats.quantity(operation.scrap) });
  const scrap = (
    <Key
      key="scrap"
      icon="trash"
      label={t("scrap")}
      detail={setup ? t("afterSetup") : scrapDetail}
      layout="row"
      disabled={!may || setup}
      onClick={() => onSheet({ kind: "SCRAP" })}
    />
  );
  const rework = (
    <Key
      key="rework"
      icon="rework"
      label={t("rework")}
      detail={setup ? t("afterSetup") : t("soFar", { quantity: formats.quantity(operation.rework) })}
      layout="row"
      disabled={!may || setup}
      onClick={() => onSheet({ kind: "REWORK" })}
    />
  );
  const enterGood = () => onSheet({ kind: "GOOD" });
  const good = { label: t("good"), detail: why ?? t("enterQuantity"), layout: "wide", disabled: !may } as const;

  if (setup) {
    const pause = <Key key="pause" icon="pause" label={t("pause")} detail={t("setupWaits")} layout="row" disabled={!may} onClick={() => onSheet({ kind: "PAUSE" })} />;
    return (
      <ActionGrid
        lead={lead}
        main={<Key key="scan" icon="scan" label={t("scan")} detail={t("scanMaterial")} layout="wide" disabled={!may} {...onlyMain(() => onSheet({ kind: "SCAN" }))} />}
        others={[pause, scrap, call, rework]}
      />
    );
  }
  const others = [scan, scrap, call, rework];
  if (counted !== null && proposal !== null) {
    const confirm = (
      <Key
        key="confirm"
        figure={`+${formats.quantity(counted.good)}`}
        label={t("confirm")}
        detail={t("lineCounted", { time: formats.time(counted.since, view.unit.site.timeZone) })}
        layout="wide"
        primary
        disabled={!may}
        {...onlyMain(() => tap(confirmCount(operation, counted.good, entries("good", { quantity: `+${formats.quantity(counted.good)}` }))))}
      />
    );
    return <ActionGrid lead={lead} main={confirm} second={<Key key="good" icon="check" {...good} onClick={enterGood} />} others={others} />;
  }
  if (reached) {
    const complete = (
      <Key key="complete" icon="check" label={t("complete")} detail={t("quantityMade")} layout="wide" primary disabled={!may} {...onlyMain(() => onSheet({ kind: "COMPLETE" }))} />
    );
    return <ActionGrid lead={lead} main={complete} second={<Key key="good" icon="plus" {...good} onClick={enterGood} />} others={others} />;
  }
  return <ActionGrid lead={lead} main={<Key key="good" icon="check" {...good} primary={state === "RUNNING"} {...onlyMain(enterGood)} />} others={others} />;
}

/** What the line counted becomes an entry; the total that the screen showed goes along (EX-05). */
function confirmCount(operation: RunOperation, good: string, text: string) {
  return {
    command: { name: "confirm-production" as const, input: { operationId: operation.id, good, origin: "COUNTER" as const, expectedTotal: operation.processed } },
    text,
  };
}

/** Lets a tap through once the key has meant the same for a moment; until then it looks as if it were off, and is, but keeps the focus. */
function useOnlyOnce(meaning: string): (act: () => void) => { "aria-disabled": true | undefined; onClick: () => void } {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(meaning), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      // It may come to mean the same again before the moment is over.
      setSettled("");
    };
  }, [meaning]);
  return (act) => ({ "aria-disabled": settled === meaning ? undefined : true, onClick: settled === meaning ? act : () => undefined });
}
