"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { SheetKeys } from "@/components/shop-floor/sheet";
import { Mark } from "@/components/ui/mark";
import { atLeast, isPositive, lessUntilZero } from "@/lib/client/pace";
import { neverScanned, unissued } from "@/lib/client/unissued";
import { type Formats, useFormats } from "@/lib/format/formats";
import type { Translator } from "@/lib/i18n/translator";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { gateOf } from "./instruction-place";
import type { Sheet } from "./run-screen";
import { StopReasons } from "./stop-reasons";
import { stopWords } from "./stop-words";

/** `blocks`: the operation cannot end before it is settled (EX-03). */
type Open = { readonly text: string; readonly key: ReactNode; readonly blocks: boolean };

/** EX-03: good, scrap, rework and what is left, what is still open, and the final word. */
export function CompleteSheet({ view, operation, onClose, onSheet }: { view: RunView; operation: RunOperation; onClose: () => void; onSheet: (sheet: Sheet) => void }) {
  const t = useTranslations("complete");
  const run = useTranslations("run");
  const back = useTranslations("floor")("back");
  const entries = useTranslations("entries");
  const words = { t, stops: useTranslations("stops"), formats: useFormats() };
  const { formats } = words;
  const { tap, offline, person } = useFloor();
  const [naming, setNaming] = useState(false);
  const left = lessUntilZero(operation.target, operation.good);
  const checks = useTranslations("checks");
  const due = view.checks.map((check) => ({
    text: checks("open", { plan: check.plan }),
    key: <SecondKey icon="flask" label={checks("doIt")} onClick={() => onSheet({ kind: "CHECK", check })} />,
    blocks: true,
  }));
  const instructions = useTranslations("instructions");
  const gate = gateOf(view, operation.id, person.accountId, "COMPLETION");
  const unread =
    gate === undefined
      ? []
      : [
          {
            text: instructions("open", { title: gate.title }),
            key: (
              <SecondKey
                icon="document"
                label={instructions("openIt")}
                onClick={() =>
                  onSheet({ kind: "INSTRUCTION", instruction: gate, place: { operationId: operation.id, order: operation.order, opNo: operation.opNo, next: "COMPLETE" } })
                }
              />
            ),
            blocks: true,
          },
        ];
  const points = openPoints(
    view,
    operation,
    onSheet,
    () => setNaming(true),
    (good) =>
      tap({
        command: { name: "confirm-production", input: { operationId: operation.id, good, origin: "COUNTER", expectedTotal: operation.processed } },
        text: entries("good", { quantity: `+${formats.quantity(good)}` }),
      }),
    words,
  );
  const open = [...due, ...unread, ...points];
  const [stop] = view.stops;
  if (naming && stop !== undefined) return <StopReasons view={view} stop={stop} onBack={() => setNaming(false)} />;
  const blocked = open.some((point) => point.blocks);
  const short = operation.minGood !== null && !atLeast(operation.good, operation.minGood);
  return (
    <>
      <FloorMain className="flex flex-col gap-6 py-6 landscape:gap-3 landscape:py-3">
        <div>
          <h1 className="text-floor-lg font-semibold">{t("title", { operation: run("ofOrder", { order: operation.order, number: operation.opNo, name: operation.name }) })}</h1>
          <p className="text-ink-2">{t("final")}</p>
        </div>
        <dl className="grid grid-cols-2 gap-x-8 gap-y-6 border-y border-line py-6 landscape:grid-cols-4 landscape:py-3">
          <Total label={t("good")} value={operation.good} note={t("of", { quantity: formats.quantity(operation.target) })} />
          <Total label={t("scrap")} value={operation.scrap} />
          <Total
            label={t("rework")}
            value={operation.rework}
            note={isPositive(operation.openRework) ? t("open", { quantity: formats.quantity(operation.openRework) }) : undefined}
          />
          <Total label={t("remaining")} value={left} note={isPositive(left) ? t("notMade") : t("allMade")} />
        </dl>
        {isPositive(operation.proposal?.beyond) ? (
          <p className="text-ink-2">{t("countedBeyond", { quantity: formats.quantityWithUnit(operation.proposal.beyond, operation.uom) })}</p>
        ) : null}
        {open.length === 0 && !short ? (
          <p className="text-floor-md">{t("nothingOpen")}</p>
        ) : (
          <ul className="grid gap-4 landscape:grid-cols-2" aria-label={t("stillOpen")}>
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
                  {t("short", { quantity: formats.quantityWithUnit(operation.minGood ?? "0", operation.uom) })}
                </Mark>
              </li>
            ) : null}
          </ul>
        )}
      </FloorMain>
      <SheetKeys>
        <Key icon="arrow-left" label={back} detail={t("goOnWorking")} layout="wide" onClick={onClose} />
        <Key
          icon="check"
          label={t("complete")}
          detail={offline ? t("needsNetwork") : blocked ? t("settleFirst") : t("isFinal")}
          layout="wide"
          primary
          disabled={offline || blocked || !person.may.execute}
          onClick={() => {
            tap({ command: { name: "complete-operation", input: { operationId: operation.id } }, text: entries("completed") });
            onClose();
          }}
        />
      </SheetKeys>
    </>
  );
}

function Total({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3">{label}</dt>
      <dd className="text-floor-2xl leading-[1.1] font-semibold">{useFormats().quantity(value)}</dd>
      {note === undefined ? null : <dd className="text-ink-2">{note}</dd>}
    </div>
  );
}

type Words = { readonly t: Translator<"complete">; readonly stops: Translator<"stops">; readonly formats: Formats };

/** The stops without a reason; more than three are only counted. */
function stopsText({ stops, asOf, unit }: RunView, { t, stops: words, formats }: Words): string {
  const count = stops.length;
  return count > 3 ? t("stops", { count }) : t("stopsNamed", { count, stops: stops.map((stop) => stopWords(stop, asOf, unit.site.timeZone, words, formats)).join("; ") });
}

/** What the server would refuse for, with the key that settles it. */
function openPoints(view: RunView, operation: RunOperation, onSheet: (sheet: Sheet) => void, nameStops: () => void, confirm: (good: string) => void, words: Words): Open[] {
  const { t, formats } = words;
  const counted = operation.proposal?.good;
  return [
    ...(isPositive(counted)
      ? [
          {
            text: t("counted", { quantity: formats.quantity(counted) }),
            key: <SecondKey icon="check" label={t("confirm", { quantity: formats.quantity(counted) })} onClick={() => confirm(counted)} />,
            blocks: false,
          },
        ]
      : []),
    ...(isPositive(operation.openRework)
      ? [
          {
            text: t("inRework", { quantity: formats.quantity(operation.openRework) }),
            key: <SecondKey icon="rework" label={t("recordThem")} onClick={() => onSheet({ kind: "GOOD" })} />,
            blocks: false,
          },
        ]
      : []),
    ...view.components
      .filter((component) => neverScanned(component, operation.processed))
      .map((component) => ({
        text: t("noLot", { item: component.item }),
        key: <SecondKey icon="scan" label={t("scanIt")} onClick={() => onSheet({ kind: "SCAN", componentId: component.id })} />,
        blocks: true,
      })),
    ...unissued(view.components, operation.processed).map(({ componentId, item, uom, issued, used }) => ({
      text: t("issuedShort", { item, issued: formats.quantityWithUnit(issued, uom), used: formats.quantityWithUnit(used, uom) }),
      key: <SecondKey icon="scan" label={t("issueIt")} onClick={() => onSheet({ kind: "SCAN", componentId })} />,
      blocks: false,
    })),
    ...(view.stops.length === 0 ? [] : [{ text: stopsText(view, words), key: <SecondKey icon="question" label={t("nameReason")} onClick={nameStops} />, blocks: true }]),
  ];
}
