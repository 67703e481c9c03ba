"use client";

import { useTranslations } from "next-intl";
import clsx from "clsx";
import { SecondKey } from "@/components/shop-floor/key";
import { TodoCard } from "@/components/shop-floor/todo-card";
import { later } from "@/components/ui/later";
import { atLeast, isPositive, lessUntilZero } from "@/lib/client/pace";
import { useAhead } from "@/lib/client/use-ahead";
import { useFormats } from "@/lib/format/formats";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { CheckCard } from "./check-card";
import { EndedStopCard } from "./ended-stop-card";
import type { Sheet } from "./run-screen";
import { keyOfTodo, type Todo, todosOf } from "./todo-list";

// Hardly ever there.
const loadCounter = () => import("./counter-sheet");
const CounterCard = later(() => loadCounter().then(({ CounterCard: card }) => card));

/** Below this many minutes the next lot should be at hand. */
const SOON_MINUTES = 30;

/** The two things to do next, and a key to all the others; where nothing is to do, the material and the end of the operation. */
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
  const t = useTranslations("run.todo");
  const todos = todosOf(view, operation, at);
  useAhead(loadCounter);
  const more = Math.max(0, todos.length - 2);
  const cards = [
    ...todos.map((todo) => <TodoCardOf key={keyOfTodo(todo)} todo={todo} view={view} at={at} compact={compact} onSheet={onSheet} />),
    ...(todos.some(({ kind }) => kind === "MATERIAL") ? [] : [<NothingCard key="none" none={view.components.length === 0} provisional={provisional} onSheet={onSheet} />]),
    <CompleteCard key="complete" operation={operation} compact={compact} onSheet={onSheet} />,
  ];
  return (
    <div className={clsx("grid min-h-0 flex-1 gap-4", more > 0 ? "grid-cols-[minmax(0,1fr)_minmax(0,1fr)_88px]" : "grid-cols-2")}>
      {cards.slice(0, 2)}
      {more > 0 ? <SecondKey small layout="stack" label={`+${more}`} detail={t("more")} onClick={() => onSheet({ kind: "ALL_TO_DO" })} className="!px-1" /> : null}
    </div>
  );
}

/** One thing to do, as a card that opens it. */
export function TodoCardOf({ todo, view, at, compact, onSheet }: { todo: Todo; view: RunView; at: number; compact: boolean; onSheet: (sheet: Sheet) => void }) {
  switch (todo.kind) {
    case "STOP":
      return <StopCard onSheet={onSheet} />;
    case "ENDED":
      return <EndedStopCard view={view} stop={todo.stop} compact={compact} onSheet={onSheet} />;
    case "CHECKS":
      return <CheckCard checks={todo.checks} at={at} compact={compact} onOpen={(check) => onSheet({ kind: "CHECK", check })} />;
    case "COUNTER":
      return <CounterCard counter={todo.counter} onOpen={() => onSheet({ kind: "COUNTER", counter: todo.counter })} />;
    case "MATERIAL":
      return <MaterialCard {...todo} view={view} compact={compact} onSheet={onSheet} />;
  }
}

function MaterialCard({ component, minutes, view, compact, onSheet }: Extract<Todo, { kind: "MATERIAL" }> & { view: RunView; compact: boolean; onSheet: (sheet: Sheet) => void }) {
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
      {compact && next !== undefined ? null : <span className={compact ? "line-clamp-1 portrait:hidden" : "line-clamp-1"}>{component.description}</span>}
      {next === undefined ? null : (
        <span className={compact ? "line-clamp-1 portrait:hidden" : "line-clamp-2 portrait:hidden"}>
          {next.expiresAt === null ? next.location : t("placeUseBy", { location: next.location, date: formats.date(next.expiresAt, timeZone) })}
        </span>
      )}
      {/* In portrait there is room for one of the two. */}
      <span className={compact ? "line-clamp-1 landscape:hidden" : "line-clamp-1"}>
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
