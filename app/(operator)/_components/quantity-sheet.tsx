"use client";

import { useState } from "react";
import clsx from "clsx";
import { FloorMain } from "@/components/layout/floor-shell";
import { EffectRow } from "@/components/shop-floor/effect-row";
import { SecondKey } from "@/components/shop-floor/key";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { SegmentKeys } from "@/components/shop-floor/segment-keys";
import { ValueStepper } from "@/components/shop-floor/value-stepper";
import type { ConfirmInput } from "@/lib/client/operator-command";
import { isPositive, lessUntilZero, plus, scrapShare } from "@/lib/client/pace";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";

type Kind = "GOOD" | "SCRAP" | "REWORK";
const WORD: Record<Kind, string> = { GOOD: "good", SCRAP: "scrap", REWORK: "rework" };
const OPTIONS = [
  { value: "GOOD", label: "Good", icon: "check" },
  { value: "SCRAP", label: "Scrap", icon: "trash" },
  { value: "REWORK", label: "Rework", icon: "rework" },
] as const;

/** How many, why, and what the total becomes: one entry of good, scrap or rework. */
export function QuantitySheet({ kind: first, view, operation, onClose }: { kind: Kind; view: RunView; operation: RunOperation; onClose: () => void }) {
  const { tap, offline } = useFloor();
  const [kind, setKind] = useState<Kind>(first);
  const counted = first === "SCRAP" ? operation.proposal?.scrap : undefined;
  // What the line counted stands there until a key is pressed: a typed amount replaces it, it is never typed onto it.
  const [typed, setTyped] = useState<string>();
  const value = typed ?? (isPositive(counted) ? counted : "");
  const [reason, setReason] = useState<string>();
  const [fromRework, setFromRework] = useState(false);
  const amount = value.replace(/\.$/, "");
  const reworked = fromRework && kind !== "REWORK";
  const needsReason = kind !== "GOOD";
  const ready = isPositive(amount) && (!needsReason || reason !== undefined);
  const reasonName = view.reasons.scrap.find((one) => one.code === reason)?.name.toLowerCase();

  const save = () => {
    if (!ready) return;
    const input: ConfirmInput = {
      operationId: operation.id,
      activity: reworked ? "REWORK" : "RUN",
      ...(kind === "GOOD" ? { good: amount } : kind === "SCRAP" ? { scrap: amount, scrapReason: reason } : { rework: amount, reworkReason: reason }),
      // What is kept for later adds to whatever is there by then; what is sent now must not meet an older screen (EX-05).
      ...(offline ? { offline: true } : { expectedTotal: reworked ? lessUntilZero(operation.rework, operation.openRework) : operation.processed }),
    };
    const shown = formatQuantity(amount);
    tap({
      command: { name: "confirm-production", input },
      text: kind === "GOOD" ? `${reworked ? "Reworked" : "Good"} +${shown}` : `${kind === "SCRAP" ? "Scrap" : "Rework"} ${shown}, ${reasonName ?? ""}`,
    });
    onClose();
  };

  return (
    <FloorMain className="grid gap-x-8 gap-y-3 landscape:grid-cols-[minmax(0,1fr)_minmax(400px,452px)] landscape:pt-6 landscape:pb-6 portrait:grid-rows-[auto_1fr]">
      <section aria-label="Quantity" className="flex min-h-0 flex-col gap-3 landscape:gap-4">
        <h1 className="sr-only">
          Record {WORD[kind]} for {operation.order}
        </h1>
        <SegmentKeys label="What was made" options={OPTIONS} value={kind} onChange={setKind} />
        <ValueStepper value={value} onChange={setTyped} unit={operation.decimals > 0 ? unitSymbol(operation.uom) : undefined} />
        <EffectRow items={effects(kind, operation, amount)} />
        {kind !== "REWORK" && isPositive(operation.openRework) ? (
          <SecondKey
            icon="rework"
            label="Out of rework"
            detail={`${formatQuantity(operation.openRework)} open`}
            pressed={fromRework}
            onClick={() => setFromRework(!fromRework)}
            className="self-start"
          />
        ) : null}
        {needsReason ? (
          <div className="flex min-h-0 flex-1 flex-col gap-2 landscape:gap-3">
            <h2 className="text-floor-md font-semibold">Reason</h2>
            <ReasonTiles look="scrap" label="Reason" reasons={view.reasons.scrap.map((one) => ({ code: one.code, label: one.name }))} selected={reason ?? ""} onPick={setReason} />
          </div>
        ) : (
          <p className="text-ink-2 portrait:hidden">
            {operation.arrived === null ? "" : `${formatQuantity(operation.arrived)} have arrived from the operation before and are not recorded yet. `}
            {isPositive(operation.proposal?.good) ? `The line counted ${formatQuantity(operation.proposal.good)}; what you enter comes off that.` : ""}
          </p>
        )}
      </section>
      <NumberPad
        value={typed ?? ""}
        onChange={setTyped}
        decimals={operation.decimals}
        onCancel={onClose}
        save={{
          label: isPositive(amount) ? (needsReason && reason === undefined ? "Tap a reason" : `Save ${WORD[kind]} ${formatQuantity(amount)}`) : "Enter a quantity",
          onSave: save,
          disabled: !ready,
        }}
        className={clsx(kind === "GOOD" && "portrait:self-end")}
      />
    </FloorMain>
  );
}

function effects(kind: Kind, operation: RunOperation, amount: string) {
  const added = amount === "" ? "0" : amount;
  if (kind === "GOOD") {
    return [
      { label: "Good becomes", was: formatQuantity(operation.good), value: formatQuantity(plus(operation.good, added)) },
      { label: "Left to make", value: formatQuantity(lessUntilZero(operation.target, plus(operation.good, added))) },
      { label: "Order allows", value: formatQuantity(operation.maxGood) },
    ];
  }
  if (kind === "REWORK") {
    return [
      { label: "Rework becomes", was: formatQuantity(operation.rework), value: formatQuantity(plus(operation.rework, added)) },
      { label: "Open rework", value: formatQuantity(plus(operation.openRework, added)) },
    ];
  }
  const next = scrapShare(plus(operation.scrap, added), plus(operation.processed, added));
  return [
    { label: "Scrap becomes", was: formatQuantity(operation.scrap), value: formatQuantity(plus(operation.scrap, added)) },
    ...(next === undefined ? [] : [{ label: "Scrap rate", was: scrapShare(operation.scrap, operation.processed), value: `${next} %` }]),
  ];
}
