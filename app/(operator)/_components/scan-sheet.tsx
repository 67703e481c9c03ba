"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Key } from "@/components/shop-floor/key";
import { ScanField } from "@/components/shop-floor/scan-field";
import { SheetMain } from "@/components/shop-floor/sheet";
import { Icon } from "@/components/ui/icon";
import { atLeast, isPositive } from "@/lib/client/pace";
import { useFormats } from "@/lib/format/formats";
import type { LotToTake } from "@/lib/queries/operator/lots-to-take";
import type { RunComponent, TakenLot } from "@/lib/queries/operator/run-components";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { AmountScreen } from "./amount-screen";
import { DeviationList } from "./deviation-list";
import { entryText } from "./entry-lines";
import { useFloor } from "./floor-provider";
import { GiveBackStep } from "./give-back-step";
import { issueOrMount, type LotKnown, type LotQuestion } from "./issue-or-mount";
import { LotList } from "./lot-list";
import { TakenList } from "./taken-list";

/** What the quantity is asked of: a lot for a line, or material without lots. */
type Picked = Omit<LotQuestion, "lot"> & { readonly lot?: string };

type ScanSheetProps = {
  view: RunView;
  operation: RunOperation;
  /** A lot to ask the quantity of, with the line that it fills. */
  asks?: LotQuestion;
  componentId?: string;
  /** Takes what was scanned or typed, whatever it is. */
  onCode: (code: string) => void;
  onCamera: () => void;
  onClose: () => void;
};

/** Scan, type or pick a lot: it is issued to the operation or mounted on the machine; then the next one. */
export function ScanSheet({ view, operation, asks, componentId, onCode, onCamera, onClose }: ScanSheetProps) {
  const t = useTranslations("material");
  const entries = useTranslations("entries");
  const camera = useTranslations("scan.camera");
  const formats = useFormats();
  const words = { t: entries, formats };
  const { tap, queue, offline } = useFloor();
  const [shownId, setShownId] = useState(componentId ?? view.components.find((one) => isPositive(one.remaining))?.id ?? view.components[0]?.id);
  const [picked, setPicked] = useState<Picked | undefined>(asks);
  const [back, setBack] = useState<TakenLot>();
  const shown = view.components.find((one) => one.id === shownId);
  const asked = view.components.find((one) => one.id === picked?.componentId);
  const last = queue.items.findLast(
    (item) =>
      (item.command.name === "issue-material" || item.command.name === "mount-lot" || item.command.name === "unmount-lot" || item.command.name === "return-material") &&
      item.state !== "REFUSED",
  );
  const taken = view.entries.find((entry) => entry.kind !== "PRODUCTION");

  const take = (number: string, known: LotKnown) => {
    const step = issueOrMount(view, operation.id, number, words, known);
    if (step.kind === "ASK") setPicked(step);
    else {
      tap(step.command);
      setPicked(undefined);
    }
  };

  /** Takes a lot that was tapped; where it is all that its line needs, on to the next line that needs one, and back to the run after the last. */
  const pick = (lot: LotToTake, component: RunComponent) => {
    const next = view.components.find((one) => one.id !== component.id && needsLot(one));
    const fills = fillsLine(component, lot);
    take(lot.number, { componentId: component.id, lots: [lot] });
    if (!fills) return;
    if (next !== undefined) setShownId(next.id);
    else if (view.components.every((one) => one.tracked || one.mode === "BACKFLUSH" || !isPositive(one.remaining))) onClose();
  };

  if (back !== undefined && shown !== undefined) {
    return (
      <GiveBackStep
        component={shown}
        taken={back}
        onCancel={() => setBack(undefined)}
        onSave={(amount) => {
          tap({
            command: { name: "return-material", input: { operationId: operation.id, componentId: shown.id, ...(back.lot === null ? {} : { lot: back.lot }), quantity: amount } },
            text: entries("givenBack", { what: back.lot ?? shown.item, quantity: formats.quantityWithUnit(amount, shown.uom) }),
          });
          setBack(undefined);
        }}
      />
    );
  }
  if (picked !== undefined && asked !== undefined) {
    return (
      <AmountStep
        component={asked}
        picked={picked}
        onCancel={() => setPicked(undefined)}
        onTake={(quantity) => {
          if (picked.lot !== undefined)
            take(picked.lot, {
              quantity,
              componentId: asked.id,
              lots: picked.lotId === undefined ? [] : [{ lotId: picked.lotId, item: asked.item }],
              handlingUnit: picked.handlingUnit,
            });
          else {
            tap({
              command: { name: "issue-material", input: { operationId: operation.id, componentId: asked.id, quantity } },
              text: entries("issuedQuantity", { what: asked.item, quantity: formats.quantityWithUnit(quantity, asked.uom) }),
            });
            setPicked(undefined);
          }
        }}
      />
    );
  }
  return (
    <>
      <SheetMain work="list">
        <section aria-label={t("section")} className="flex min-w-0 flex-col gap-4">
          <h1 className="text-floor-lg font-semibold">{t("title")}</h1>
          <ScanField label={t("lot")} hint={t("hint")} focusFirst onScan={onCode} />
          <ul className="grid grid-cols-1 gap-4 portrait:grid-cols-2" aria-label={t("ofOperation")}>
            {view.components.map((component) => (
              <li key={component.id} className="min-w-0">
                <ComponentKey
                  component={component}
                  current={component.id === shownId}
                  onClick={() => (component.tracked ? setShownId(component.id) : setPicked({ componentId: component.id }))}
                />
              </li>
            ))}
          </ul>
        </section>
        {shown === undefined ? null : (
          <div className="grid min-w-0 content-start gap-5">
            <LotList
              component={shown}
              timeZone={view.unit.site.timeZone}
              onPick={(lot) => pick(lot, shown)}
              onAmount={({ number: lot, lotId }) => setPicked({ componentId: shown.id, lot, lotId })}
              onTakeOff={({ mountId, lot: number, left }) =>
                tap({
                  command: { name: "unmount-lot", input: { mountId, operationId: operation.id } },
                  text: entries("offMachineLeft", { lot: number, quantity: formats.quantityWithUnit(left, shown.uom) }),
                })
              }
            />
            <DeviationList component={shown} />
            <TakenList component={shown} onBack={setBack} />
          </div>
        )}
      </SheetMain>
      <div className="flex flex-none items-center gap-6 border-t border-line px-6 py-4 left-hand:flex-row-reverse portrait:flex-wrap portrait:gap-y-3">
        <Key icon="arrow-left" label={t("backToRun")} layout="row" onClick={onClose} className="flex-none" />
        <Key icon="scan" label={camera("open")} layout="row" onClick={onCamera} className="flex-none" />
        <p role="status" className="min-w-0 flex-1 text-floor-md portrait:order-first portrait:basis-full">
          {last === undefined && taken === undefined ? null : (
            <span className={clsx("flex min-w-0 items-center gap-3 font-semibold", last?.state === "WAITING" && offline && "text-amber-ink")}>
              <Icon name={last?.state === "WAITING" ? "upload" : "check"} className="size-7" />
              <span className="min-w-0 break-words">
                {entries("lastly", {
                  text: last?.text ?? (taken === undefined ? "" : entryText(taken, view.reasons, words)),
                  state: entries(last?.state === "WAITING" ? (offline ? "queued" : "saving") : "saved"),
                })}
              </span>
            </span>
          )}
        </p>
      </div>
    </>
  );
}

/** A line that is to be fed by lot and is not yet. */
function needsLot({ tracked, mode, mounted, remaining }: RunComponent): boolean {
  return tracked && (mode === "BACKFLUSH" ? mounted === null : isPositive(remaining));
}

/** Whether one lot is all that a line needs; a substitute counts in a unit of its own and is not judged here. */
function fillsLine(component: RunComponent, lot: LotToTake): boolean {
  if (component.mode === "BACKFLUSH") return true;
  return lot.item === component.item && isPositive(component.remaining) && atLeast(lot.free, component.remaining);
}

/** The lots on the machine that feed a line: one, or a substitute beside it. */
const lotsOn = ({ mounted, mountedToo = [] }: RunComponent): readonly string[] => (mounted === null ? [] : [mounted, ...mountedToo].map(({ lot }) => lot));

function ComponentKey({ component, current, onClick }: { component: RunComponent; current: boolean; onClick: () => void }) {
  const t = useTranslations("material");
  const formats = useFormats();
  const done = component.mode === "BACKFLUSH" ? component.mounted !== null : !isPositive(component.remaining);
  return (
    <button
      type="button"
      aria-pressed={current}
      onClick={onClick}
      className={clsx(
        "flex min-h-(--target) w-full min-w-0 items-center gap-4 rounded border-2 px-4 py-2 text-left",
        current ? "border-accent bg-raised" : "border-line-strong bg-surface active:bg-sunken",
      )}
    >
      <span className="min-w-0 flex-1 leading-[1.25]">
        <b className="block truncate">{component.description || component.item}</b>
        <span className="block truncate text-ink-2">{component.item}</span>
      </span>
      <span className="flex-none text-right leading-[1.25] whitespace-nowrap">
        {done ? (
          <span className="inline-flex items-center gap-1.5 text-ink-2">
            <Icon name="check" className="size-5" />
            {component.mode === "BACKFLUSH" ? lotsOn(component).join(", ") : t("allHere")}
          </span>
        ) : component.mode === "BACKFLUSH" ? (
          component.tracked ? (
            <b>{t("mount")}</b>
          ) : (
            <span className="text-ink-2">{t("byItself")}</span>
          )
        ) : (
          <>
            <b>{formats.quantityWithUnit(component.remaining, component.uom)}</b>
            <span className="block text-ink-2">{t("toGo")}</span>
          </>
        )}
      </span>
    </button>
  );
}

/** What the line still needs, or what is free of a lot of which quality holds a part and which has no more (EX-14). */
function takenFrom(component: RunComponent, stock: LotToTake | undefined): string {
  return stock?.held === undefined || fillsLine(component, stock) || stock.item !== component.item ? component.remaining : stock.free;
}

type AmountStepProps = { component: RunComponent; picked: Picked; onCancel: () => void; onTake: (quantity: string) => void };

function AmountStep({ component, picked: { lot, lotId, quantity }, onCancel, onTake }: AmountStepProps) {
  const t = useTranslations("material");
  const stock = component.lots.find((one) => one.number === lot && (lotId === undefined || one.lotId === lotId));
  return (
    <AmountScreen
      title={t("howMuch", { what: lot ?? component.item })}
      component={component}
      initial={quantity ?? (isPositive(component.remaining) ? takenFrom(component, stock) : "")}
      facts={[
        { label: t("stillNeeded"), quantity: component.remaining },
        ...(stock === undefined ? [] : [{ label: t("inLot"), quantity: stock.onHand }]),
        ...(stock?.held === undefined ? [] : [{ label: t("heldOf"), quantity: stock.held }]),
      ]}
      fits={isPositive}
      save={{ label: (quantity) => t("issue", { quantity }), enter: t("enter"), onSave: onTake }}
      onCancel={onCancel}
    />
  );
}
