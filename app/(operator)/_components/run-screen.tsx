"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslations } from "next-intl";
import { Settling } from "@/components/shop-floor/settling";
import { later } from "@/components/ui/later";
import { unitKeys } from "@/lib/client/query-keys";
import { useAhead } from "@/lib/client/use-ahead";
import { usePending } from "@/lib/client/use-pending";
import { useScreen } from "@/lib/client/use-read";
import { useRelatedChanges } from "@/lib/client/use-related-changes";
import { useFormats } from "@/lib/format/formats";
import type { CounterInDoubt } from "@/lib/queries/operator/counters-in-doubt";
import type { DueCheckView } from "@/lib/queries/operator/due-checks";
import type { FloorInstruction } from "@/lib/queries/operator/floor-instructions";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { DispatchChoice } from "./dispatch-choice";
import { FloorFrame } from "./floor-frame";
import { useFloor } from "./floor-provider";
import type { InstructionPlace } from "./instruction-place";
import type { LotQuestion } from "./issue-or-mount";
import { useRefreshOnAnswers } from "./use-refresh-on-answers";
import { useScanRouter } from "./use-scan-router";

// Machines that run several at once are few.
const RunSwitch = later(() => import("./run-switch").then(({ RunSwitch: keys }) => keys));
// Opened now and then.
const LabelDialog = later(() => import("./label-dialog").then(({ LabelDialog: dialog }) => dialog));
const loadSheets = () => import("./run-sheet");
const loadDispatch = () => import("./dispatch-board");
const loadRun = () => import("./run-board");
// A machine runs or is free: its page brings the board of the one, and that of the other is there before it changes.
const RunBoard = later(() => loadRun().then(({ RunBoard: board }) => board));
const DispatchBoard = later(() => loadDispatch().then(({ DispatchBoard: board }) => board));
const loadStrips = () => import("./run-strips");
// Most of a shift there is nothing to read under the head.
const RunStrips = later(() => loadStrips().then(({ RunStrips: strips }) => strips));
const loadMenu = () => import("./run-menu");
const RunMenu = later(() => loadMenu().then(({ RunMenu: menu }) => menu));
// Not part of what the tablet loads first.
const RunSheet = later(() => loadSheets().then(({ RunSheet: sheet }) => sheet));

/** What covers the board while something is entered about the operation in hand. */
export type OperationSheet =
  | { readonly kind: "GOOD" | "SCRAP" | "REWORK" | "PAUSE" | "COMPLETE" | "ALL_TO_DO" }
  | { readonly kind: "SCAN"; readonly asks?: LotQuestion; readonly componentId?: string };
/** What covers the board of the machine, whether something runs there or not. */
export type UnitSheet =
  | { readonly kind: "CALL" | "ENTRIES" | "HANDOVER" | "INDIRECT" | "NEXT" }
  /** The check as it was when it was opened: it is filled in also where somebody else records it meanwhile, and the answer says so. */
  | { readonly kind: "CHECK"; readonly check: DueCheckView }
  /** `stop`: the one to begin with. */
  | { readonly kind: "STOPS"; readonly stop?: string }
  | { readonly kind: "HOLD"; readonly orderId: string; readonly order: string }
  | { readonly kind: "SKIP"; readonly operationId: string; readonly title: string }
  | { readonly kind: "COUNTER"; readonly counter: CounterInDoubt }
  /** The version as it was when it was opened. */
  | { readonly kind: "INSTRUCTION"; readonly instruction: FloorInstruction; readonly place: InstructionPlace };
export type Sheet = OperationSheet | UnitSheet;

const OF_OPERATION: ReadonlySet<string> = new Set<OperationSheet["kind"]>(["GOOD", "SCRAP", "REWORK", "PAUSE", "COMPLETE", "ALL_TO_DO", "SCAN"]);
/** Where there is no operation in hand any more, the board shows again. */
export const isOfOperation = (sheet: Sheet): sheet is OperationSheet => OF_OPERATION.has(sheet.kind);

/** One machine at one tablet: kept fresh by the stream, ahead of the server by what this tablet has just entered. */
export function RunScreen({
  initial,
  run: chosenRun,
  order,
  entries: showsEntries = false,
}: {
  initial: RunView;
  /** Whose screen it is, on a machine that may run several at once. */ run?: string;
  /** The order that the tablet was sent here for. */ order?: string;
  /** It was sent here for the entries of the shift. */ entries?: boolean;
}) {
  const run = useTranslations("run");
  const people = useTranslations("floor.people");
  const entries = useTranslations("entries");
  const formats = useFormats();
  const { queue, person, offline, shown, tap, keep } = useFloor();
  const [sheet, setSheet] = useState<Sheet | null>(showsEntries ? { kind: "ENTRIES" } : null);
  const [choice, setChoice] = useState<DispatchChoice | undefined>(order === undefined ? undefined : { order });
  const [labels, setLabels] = useState(false);
  const { code, id: unitId } = initial.unit;
  const queryKey = chosenRun === undefined ? unitKeys.station(unitId) : unitKeys.run(unitId, chosenRun);
  const address = `/api/station/${encodeURIComponent(code)}`;
  const data = useScreen(queryKey, chosenRun === undefined ? address : `${address}?run=${encodeURIComponent(chosenRun)}`, initial);
  const view = usePending(data, queue.items, person);
  const { operation, unit } = view;
  const busy = operation !== null;
  // What was chosen to start has started, or something else has: the next choice is a new one.
  if (busy && choice !== undefined) setChoice(undefined);

  const refresh = useRelatedChanges(
    queryKey,
    [
      unitId,
      unit.line.id,
      ...view.calls.flatMap((call) => call.id ?? []),
      ...(operation === null ? [] : [operation.id, operation.orderId]),
      ...view.waiting.flatMap((one) => [one.operationId, one.orderId]),
      ...view.components.flatMap((one) => one.lots.map((lot) => lot.lotId)),
    ],
    busy ? ["instruction"] : ["operation", "order", "instruction"],
  );
  const sent = useRefreshOnAnswers(refresh);
  const kept = useEffectEvent(keep);
  const keeping = useRef(Promise.resolve());
  useEffect(() => {
    keeping.current = kept({ kind: "UNIT", view: data });
  }, [data]);
  useEffect(() => {
    // Only once this view lies on the tablet may what it contains go from there: a power cut between the two would show neither.
    void keeping.current.then(() => shown(data.included));
  }, [data, shown, sent]);

  useEffect(() => {
    if (!busy || order === undefined) return;
    // Loaded anew, the page is not to ask for an order that has begun since.
    const address = new URL(window.location.href);
    address.searchParams.delete("order");
    window.history.replaceState(null, "", address);
  }, [busy, order]);

  useAhead(loadSheets);
  useAhead(loadRun);
  useAhead(loadDispatch);
  useAhead(loadStrips);
  useAhead(loadMenu);

  const scan = useScanRouter({
    view,
    timeZone: unit.site.timeZone,
    onLot: (lot, known, issueOrMount) => {
      if (operation === null) return;
      const done = issueOrMount(view, operation.id, lot, { t: entries, formats }, known);
      if (done.kind === "ASK") setSheet({ kind: "SCAN", asks: done, componentId: done.componentId });
      else tap(done.command);
    },
    onOrder: (scanned) => setChoice({ order: scanned }),
  });

  const title = operation === null ? undefined : run("inOrder", { order: operation.order, number: operation.opNo, name: operation.name });
  const others = view.people.filter((one) => one.personId !== person.personId).length;
  const joined = view.people.some((one) => one.personId === person.personId);
  // Whoever left it waits for the others.
  const handovers = view.handovers.filter((one) => !one.own);
  const handOver = person.may.execute && person.personId !== null ? () => setSheet({ kind: "HANDOVER" }) : undefined;
  return (
    <FloorFrame
      place={{ title: unit.name, detail: sheet !== null && title !== undefined ? title : unit.site.name }}
      timeZone={unit.site.timeZone}
      now={initial.asOf}
      personDetail={
        view.indirect.now !== null ? view.indirect.now.name : !busy ? undefined : !joined ? people("notOn") : others === 0 ? people("alone") : people("others", { count: others })
      }
      people={operation === null || title === undefined ? undefined : { operationId: operation.id, title, people: view.people }}
      reasons={view.reasons}
      components={view.components}
      notice={
        handovers.length > 0 || (operation?.heldOutput ?? []).length > 0 || (view.downtime ?? []).length > 0 ? (
          <RunStrips operation={operation} handovers={handovers} unit={unit} downtime={view.downtime} asOf={view.asOf} />
        ) : null
      }
      onHandOver={handOver}
      indirect={handOver === undefined ? undefined : { now: view.indirect.now, workUnitId: unitId, onBegin: () => setSheet({ kind: "INDIRECT" }) }}
      menu={(show) => <RunMenu view={view} onSheet={setSheet} onLabels={() => setLabels(true)} onHandOver={handOver} show={show} />}
      scan={scan}
      entering={sheet !== null || labels}
      listening={sheet?.kind !== "SCAN" && sheet?.kind !== "CHECK"}
    >
      {labels ? <LabelDialog unit={unit} onClose={() => setLabels(false)} /> : null}
      {view.runs === undefined || view.runs.length === 0 || sheet !== null ? null : <RunSwitch unitCode={code} runs={view.runs} current={operation?.id ?? null} />}
      {sheet !== null && (busy || !isOfOperation(sheet)) ? (
        <Settling key="sheet">
          <RunSheet view={view} sheet={sheet} onSheet={setSheet} scan={scan} />
        </Settling>
      ) : operation === null ? (
        <Settling key="dispatch">
          <DispatchBoard view={view} choice={choice} onChoose={setChoice} onSheet={setSheet} />
        </Settling>
      ) : (
        <Settling key="board">
          <RunBoard view={view} operation={operation} stale={offline} provisional={data.operation?.id !== operation.id} onSheet={setSheet} onLabels={() => setLabels(true)} />
        </Settling>
      )}
    </FloorFrame>
  );
}
