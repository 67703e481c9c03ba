"use client";

import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key } from "@/components/shop-floor/key";
import { useNow } from "@/components/ui/use-now";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { Sheet } from "./run-screen";
import { TodoCardOf } from "./todo-cards";
import { keyOfTodo, type Todo, todosOf } from "./todo-list";

/** All that is to do at the operation in hand, each check by itself; a tap opens it (§9.2). */
export function TodoSheet({ view, operation, onSheet, onClose }: { view: RunView; operation: RunOperation; onSheet: (sheet: Sheet) => void; onClose: () => void }) {
  const t = useTranslations("run.todo");
  const back = useTranslations("floor")("back");
  const at = useNow(view.asOf) ?? Date.parse(view.asOf);
  const todos = todosOf(view, operation, at).flatMap((todo): Todo[] => (todo.kind === "CHECKS" ? todo.checks.map((check) => ({ kind: "CHECKS", checks: [check] })) : [todo]));
  return (
    <>
      <FloorMain className="flex flex-col gap-4 py-6">
        <h1 className="text-floor-lg font-semibold">{t("all")}</h1>
        {todos.length === 0 ? <p className="text-floor-md text-ink-2">{t("nothing")}</p> : null}
        <ul aria-label={t("all")} className="grid grid-cols-1 gap-4 landscape:grid-cols-2">
          {todos.map((todo) => (
            <li key={keyOfTodo(todo)} className="grid">
              <TodoCardOf todo={todo} view={view} at={at} compact={false} onSheet={onSheet} />
            </li>
          ))}
        </ul>
      </FloorMain>
      {/* However long the list is, the way back is in sight. */}
      <div className="flex flex-none border-t border-line px-6 py-4 left-hand:flex-row-reverse">
        <Key icon="arrow-left" label={back} layout="row" onClick={onClose} />
      </div>
    </>
  );
}
