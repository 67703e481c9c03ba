"use client";

import { useTranslations } from "next-intl";
import { TodoCard } from "@/components/shop-floor/todo-card";
import { later } from "@/components/ui/later";
import { atLeast, isPositive, lessUntilZero, minutesLeft } from "@/lib/client/pace";
import { useAhead } from "@/lib/client/use-ahead";
import { useFormats } from "@/lib/format/formats";
import type { RunComponent } from "@/lib/queries/operator/run-components";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { Sheet } from "./run-screen";
import { standsWithoutReason } from "./run-state";

// Most of a shift nothing of it is due.
const loadCheck = () => import("./check-card");
const CheckCard = later(() => loadCheck().then(({ CheckCard: card }) => card));
const loadStop = () => import("./ended-stop-card");
const EndedStopCard = later(() => loadStop().then(({ EndedStopCard: card }) => card));
const loadCounter = () => import("./counter-sheet");
const CounterCard = later(() => loadCounter().then(({ CounterCard: card }) => card));

/** Below this many minutes the next lot should be at hand. */
const SOON_MINUTES = 30;

type Todo = { readonly component: RunComponent; readonly minutes: number | undefined };

/** The two things to do next: material first, the missing before the one that lasts; then the end of the operation. */
export function TodoCards({
  view,
  operation,
  at,
  provisional,
  compact,
  onSheet,
}: {
  view: RunView;
  operation: RunOperation;
  at: number;
  provisional: boolean;
  /** A banner takes the room of a line. */ compact: boolean;
  onSheet: (sheet: Sheet) => void;
}) {
  const todos = materialTodos(view.components, operation.perHour ?? operation.planPerHour);
  const stands = operation.state === "RUNNING" && standsWithoutReason(view.unit.machine, view.unit.microStopSeconds, at);
  // S10: a stop that is over is asked about as soon as it is; the oldest first.
  const ended = view.stops.find((stop) => stop.to !== null);
  const [check, ...moreChecks] = view.checks;
  useAhead(loadCheck);
  useAhead(loadStop);
  useAhead(loadCounter);
  const cards = [
    ...(stands ? [<StopCard key="stop" onSheet={onSheet} />] : []),
    ...(ended === undefined ? [] : [<EndedStopCard key="ended" view={view} stop={ended} compact={compact} onSheet={onSheet} />]),
    ...(check === undefined ? [] : [<CheckCard key="check" checks={[check, ...moreChecks]} at={at} compact={compact} onOpen={(one) => onSheet({ kind: "CHECK", check: one })} />]),
    ...(view.counters ?? []).map((one) => <CounterCard key={one.exceptionId} counter={one} onOpen={() => onSheet({ kind: "COUNTER", counter: one })} />),
    ...todos.map((todo) => <MaterialCard key={todo.component.id} {...todo} view={view} compact={compact} onSheet={onSheet} />),
    ...(todos.length === 0 ? [<NothingCard key="none" none={view.components.length === 0} provisional={provisional} onSheet={onSheet} />] : []),
    <CompleteCard key="complete" operation={operation} compact={compact} onSheet={onSheet} />,
  ];
  return <div className="grid min-h-0 flex-1 grid-cols-2 gap-4">{cards.slice(0, 2)}</div>;
}

/** Lines that need a lot, most urgent first: nothing there, then by how long it lasts. */
function materialTodos(components: readonly RunComponent[], perHour: string | null): Todo[] {
  return components
    .flatMap((component): Todo[] => {
      if (component.mode === "BACKFLUSH") {
        if (!component.tracked) return [];
        return [{ component, minutes: component.mounted === null ? 0 : minutesLeft(component.mounted.left, component.perUnit, perHour) }];
      }
      return isPositive(component.remaining) ? [{ component, minutes: isPositive(component.issued) ? minutesLeft(component.issued, component.perUnit, perHour) : 0 }] : [];
    })
    .sort((a, b) => (a.minutes ?? Number.MAX_SAFE_INTEGER) - (b.minutes ?? Number.MAX_SAFE_INTEGER));
}

function MaterialCard({ component, minutes, view, compact, onSheet }: Todo & { view: RunView; compact: boolean; onSheet: (sheet: Sheet) => void }) {
  const t = useTranslations("run.todo");
  const formats = useFormats();
  const mount = component.mode === "BACKFLUSH";
  const next = component.lots.find((lot) => lot.blocked === null && lot.number !== component.mounted?.lot);
  const missing = minutes === 0;
  const { timeZone } = view.unit.site;
  const later = minutes === undefined || minutes > 24 * 60 ? undefined : minutes >= 120 ? t("inHours", { count: Math.floor(minutes / 60) }) : t("inMinutes", { count: minutes });
  const due = missing ? t("now") : later;
  return (
    <TodoCard
      icon={component.tracked ? "scan" : "box"}
      kind={mount ? t("mountNext") : t("issueNext")}
      due={due}
      overdue={missing || (minutes !== undefined && minutes < SOON_MINUTES && next === undefined)}
      title={component.tracked ? (next === undefined ? t("noLot", { item: component.item }) : next.number) : component.item}
      onOpen={() => onSheet({ kind: "SCAN", componentId: component.id })}
      className="h-full w-full"
    >
      {compact && next !== undefined ? null : <span className="line-clamp-1">{component.description}</span>}
      {next === undefined ? null : (
        <span className="line-clamp-1">{next.expiresAt === null ? next.location : t("placeUseBy", { location: next.location, date: formats.date(next.expiresAt, timeZone) })}</span>
      )}
      <span className={compact ? "hidden" : "line-clamp-1 portrait:hidden"}>
        {component.mounted === null
          ? mount
            ? t("nothingOn")
            : t("toGo", { quantity: formats.quantityWithUnit(component.remaining, component.uom) })
          : t("onNow", { lot: component.mounted.lot, quantity: formats.quantity(component.mounted.left) })}
      </span>
    </TodoCard>
  );
}

function NothingCard({ none, provisional, onSheet }: { none: boolean; provisional: boolean; onSheet: (sheet: Sheet) => void }) {
  const t = useTranslations("run.todo");
  if (none)
    return (
      <TodoCard icon="box" kind={t("material")} title={provisional ? t("pending") : t("noneNeeded")} className="h-full w-full">
        {provisional ? t("comes") : t("takesNothing")}
      </TodoCard>
    );
  return (
    <TodoCard icon="box" kind={t("material")} title={t("allHere")} onOpen={() => onSheet({ kind: "SCAN" })} className="h-full w-full">
      {t("scanMore")}
    </TodoCard>
  );
}

function StopCard({ onSheet }: { onSheet: (sheet: Sheet) => void }) {
  const t = useTranslations("run.todo");
  return (
    <TodoCard icon="question" kind={t("stopped")} due={t("now")} overdue title={t("whyStopped")} onOpen={() => onSheet({ kind: "PAUSE" })} className="h-full w-full">
      {t("nobodySaid")}
    </TodoCard>
  );
}

function CompleteCard({ operation, compact, onSheet }: { operation: RunOperation; compact: boolean; onSheet: (sheet: Sheet) => void }) {
  const t = useTranslations("run.todo");
  const formats = useFormats();
  const left = lessUntilZero(operation.target, operation.good);
  if (operation.state === "SETUP")
    return (
      <TodoCard icon="check" kind={t("afterSetup")} title={t("make", { quantity: formats.quantity(operation.target) })} className="h-full w-full">
        {t("onceRuns")}
      </TodoCard>
    );
  return (
    <TodoCard
      icon="check"
      kind={t("complete")}
      title={atLeast(operation.good, operation.target) ? t("allMade") : t("left", { quantity: formats.quantityWithUnit(left, operation.uom) })}
      onOpen={() => onSheet({ kind: "COMPLETE" })}
      className="h-full w-full"
    >
      {isPositive(operation.openRework) ? t("inRework", { quantity: formats.quantity(operation.openRework) }) : compact ? undefined : t("totals")}
    </TodoCard>
  );
}
