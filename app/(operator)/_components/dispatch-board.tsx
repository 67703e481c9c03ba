"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key } from "@/components/shop-floor/key";
import { StatePanel } from "@/components/shop-floor/state-panel";
import { Glyph } from "@/components/ui/glyph";
import { EmptyState } from "@/components/ui/panel-state";
import { useFormats } from "@/lib/format/formats";
import type { FloorInstruction } from "@/lib/queries/operator/floor-instructions";
import type { Waiting } from "@/lib/queries/operator/dispatch-list";
import type { RunView } from "@/lib/queries/operator/run-view";
import { canStart, type DispatchChoice, type DispatchSelection, reasonsFor, selectionOf } from "./dispatch-choice";
import { useFloor } from "./floor-provider";
import { InstructionKey } from "./instruction-key";
import { gateOf, instructionOf } from "./instruction-place";
import type { Sheet } from "./run-screen";
import { stateOf } from "./run-state";
import { notReadyWords, WaitingCard } from "./waiting-card";

/** The machine is free: what is next here, and why it can or cannot start. */
export function DispatchBoard({
  view,
  choice,
  onChoose,
  onSheet,
}: {
  view: RunView;
  choice: DispatchChoice | undefined;
  onChoose: (choice: DispatchChoice) => void;
  onSheet: (sheet: Sheet) => void;
}) {
  const t = useTranslations("station.dispatch");
  const floor = useTranslations("floor");
  const calls = useTranslations("calls");
  const entries = useTranslations("entries");
  const instructions = useTranslations("instructions");
  const states = useTranslations("states");
  const { person, tap, offline } = useFloor();
  const router = useRouter();
  const { unit, waiting, waitingCut = false } = view;
  const startable = waiting.filter((one) => canStart(one, person.personId));
  const { selected, held } = selectionOf(waiting, choice, person.personId);
  const state = stateOf(null, unit.machine);
  const instruction = selected === undefined ? undefined : instructionOf(view, selected.operationId, person.accountId);
  const unread = selected === undefined ? undefined : gateOf(view, selected.operationId, person.accountId, "START");
  const openFor = (opened: FloorInstruction, { operationId, order, opNo }: Waiting, next: "START" | null) =>
    onSheet({ kind: "INSTRUCTION", instruction: opened, place: { operationId, order, opNo, next } });
  const start = () => {
    if (selected !== undefined && unread !== undefined) openFor(unread, selected, "START");
    else if (selected !== undefined) {
      tap({
        command: { name: "start-operation", input: { operationId: selected.operationId, workUnitId: unit.id } },
        text: entries("started", { order: selected.order, number: selected.opNo }),
      });
      // Where several run at once, its screen is one of them.
      if (unit.parallel && !offline) router.replace(`/station/${encodeURIComponent(unit.code)}?run=${encodeURIComponent(selected.operationId)}`);
    }
  };
  return (
    <>
      <FloorMain board className="mb-4 flex flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-4">
          <h1 className="text-floor-lg font-semibold">{t("title", { count: startable.length })}</h1>
          <StatePanel
            state={state.panel}
            word={state.free ? states("free") : undefined}
            detail={state.detail}
            since={state.since ?? undefined}
            initialNow={view.asOf}
            className="min-w-[320px] portrait:w-full"
          />
        </div>
        {waiting.length === 0 ? (
          <EmptyState title={t("none")}>{t("noneDetail", { line: unit.line.name })}</EmptyState>
        ) : (
          <ul aria-label={t("waiting")} className="grid grid-cols-1 gap-4" data-stale={offline || undefined}>
            {waiting.map((one) => (
              <li key={one.operationId}>
                <WaitingCard
                  waiting={one}
                  view={view}
                  choice={{ selected: one === selected, onSelect: () => onChoose({ operationId: one.operationId }) }}
                  onCheck={(check) => onSheet({ kind: "CHECK", check })}
                />
              </li>
            ))}
          </ul>
        )}
        {waitingCut ? <p className="text-ink-2">{t("cut", { count: waiting.length })}</p> : null}
      </FloorMain>
      <section
        aria-label={floor("actions")}
        className="grid flex-none gap-4 px-6 pb-6 portrait:grid-cols-3 landscape:grid-cols-[216px_minmax(0,1fr)_264px] left-hand:landscape:grid-cols-[264px_minmax(0,1fr)_216px]"
      >
        <div className="grid landscape:col-start-1 landscape:row-span-2 landscape:row-start-1 left-hand:landscape:col-start-3 left-hand:portrait:order-2">
          <Key
            icon="play"
            label={t("start")}
            detail={selected === undefined ? t(held === undefined ? "nothingReady" : "notThis") : unread === undefined ? undefined : instructions("startFirst")}
            primary={selected !== undefined}
            disabled={selected === undefined || !person.may.execute}
            onClick={start}
          />
        </div>
        <div className="flex min-h-30 min-w-0 items-center gap-4 overflow-hidden rounded border border-line bg-surface px-6 py-3 leading-[1.3] landscape:col-start-2 landscape:row-span-2 landscape:row-start-1 portrait:col-span-2 left-hand:portrait:order-1">
          <div className="flex min-w-0 flex-1 flex-col justify-center">
            <Selected waiting={selected} held={held} personId={person.personId} />
          </div>
          {selected === undefined || instruction === undefined ? null : (
            <InstructionKey instruction={instruction} className="flex-none" onOpen={() => openFor(instruction, selected, null)} />
          )}
        </div>
        <div className="grid portrait:order-3 landscape:col-start-3 left-hand:landscape:col-start-1">
          <Key
            icon="bell"
            label={calls("key")}
            detail={person.may.execute ? calls("help", { line: unit.line.code }) : floor("mayOnlyLook")}
            layout="row"
            disabled={!person.may.execute}
            onClick={() => onSheet({ kind: "CALL" })}
          />
        </div>
        <div className="grid portrait:order-4 portrait:col-span-2 landscape:col-start-3 left-hand:landscape:col-start-1">
          <Key icon="arrow-left" label={t("lines")} detail={t("otherMachines")} layout="row" onClick={() => router.push("/station")} />
        </div>
      </section>
    </>
  );
}

/** What Start would start, in words that can be read from two steps away; of an order that was scanned and cannot start, why. */
function Selected({ waiting, held, personId }: { waiting: Waiting | undefined; held: DispatchSelection["held"]; personId: string | null }) {
  const t = useTranslations("station.dispatch");
  const run = useTranslations("run");
  const formats = useFormats();
  if (held !== undefined) {
    const { order, waiting: own } = held;
    return (
      <>
        <b className="line-clamp-2 text-floor-lg leading-tight">{own === undefined ? order : run("ofOrder", { order, number: own.opNo, name: own.name })}</b>
        <span className="flex items-start gap-2 text-floor-md text-amber-ink">
          <Glyph shape="blocked" className="mt-1 size-5" />
          <span className="line-clamp-3 min-w-0 break-words">
            {own === undefined
              ? t("notHere")
              : reasonsFor(own, personId)
                  .map((reason) => notReadyWords(reason, t, run, formats))
                  .join(" ")}
          </span>
        </span>
      </>
    );
  }
  if (waiting === undefined) return <p className="text-floor-md text-ink-2">{t("whatIsMissing")}</p>;
  return (
    <>
      <b className="line-clamp-2 text-floor-lg leading-tight">{run("ofOrder", { order: waiting.order, number: waiting.opNo, name: waiting.name })}</b>
      <span className="line-clamp-1 text-floor-md text-ink-2">{waiting.description || waiting.item}</span>
      <span className="truncate text-floor-md">
        {t(waiting.setupHours === "0" ? "atOnce" : "setupFirst", { quantity: formats.quantityWithUnit(waiting.quantity, waiting.uom) })}
      </span>
    </>
  );
}
