"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { EffectRow } from "@/components/shop-floor/effect-row";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { SegmentKeys } from "@/components/shop-floor/segment-keys";
import { SheetMain } from "@/components/shop-floor/sheet";
import { ValueStepper } from "@/components/shop-floor/value-stepper";
import type { ConfirmInput } from "@/lib/client/operator-command";
import { isPositive, lessUntilZero, plus, scrapShare } from "@/lib/client/pace";
import { pendingIn } from "@/lib/client/pending-in";
import { rejectName, rejectReasons } from "@/lib/client/reject-reasons";
import { type Formats, useFormats } from "@/lib/format/formats";
import type { Translator } from "@/lib/i18n/translator";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { firstAmount } from "./first-amount";
import { useFloor } from "./floor-provider";
import { lastReject, type Reject } from "./last-reject";
import { NO_PHOTO, PhotoKeys, type PhotoState } from "./photo-keys";
import { restOf } from "./rest-of";
import { RejectTiles } from "./reject-tiles";
import { isLargeScrap, ScrapQuestion } from "./scrap-question";

type Kind = "GOOD" | "SCRAP" | "REWORK";
const OPTIONS = [
  { value: "GOOD", icon: "check" },
  { value: "SCRAP", icon: "trash" },
  { value: "REWORK", icon: "rework" },
] as const;

/** How many, why, and what the total becomes: one entry of good, scrap or rework. */
export function QuantitySheet({
  kind: first,
  view,
  operation,
  onClose,
  onComplete,
}: {
  kind: Kind;
  view: RunView;
  operation: RunOperation;
  onClose: () => void;
  /** Goes on to the completion: what was recorded is all that was to be made. */
  onComplete: () => void;
}) {
  const t = useTranslations("quantity");
  const entries = useTranslations("entries");
  const photos = useTranslations("photo");
  const formats = useFormats();
  const { tap, queue, offline } = useFloor();
  const [kind, setKind] = useState<Kind>(first);
  const [typed, setTyped] = useState<string>();
  const [picked, setReason] = useState<string>();
  const [fromRework, setFromRework] = useState(false);
  const [onPallet, setOnPallet] = useState(false);
  const [photo, setPhoto] = useState<PhotoState>(NO_PHOTO);
  const [asking, setAsking] = useState<Reject>();
  // Out of rework and into it again: it failed once more (EX-13).
  const reworked = fromRework && isPositive(operation.openRework);
  const packs = kind === "GOOD" ? operation.packs : undefined;
  const packing = onPallet && packs !== undefined;
  // The first amount stands there until a key is pressed: a typed one replaces it, it is never typed onto it.
  const value = typed ?? firstAmount(operation, { kind, reworked, packing });
  const amount = value.replace(/\.$/, "");
  const needsReason = kind !== "GOOD";
  const listed = needsReason ? rejectReasons(view.reasons, kind) : [];
  // What was picked for scrap may not be among the reasons for rework.
  const reason = listed.find((one) => one.code === picked)?.code;
  const ready = isPositive(amount) && (!needsReason || reason !== undefined);
  const inSentence = (code: string | undefined) => formats.inSentence(rejectName(view.reasons, code) ?? "");
  // Where an amount stands there already, or something was begun, no other one is offered.
  const fresh = value === "" && photo.kind === "NONE" && !isPositive(operation.openRework);
  const last = needsReason && fresh ? lastReject(view.entries, pendingIn(view, queue.items), operation.id, kind) : undefined;
  const again = listed.some(({ code }) => code === last?.reason) ? last : undefined;

  const rest = kind === "GOOD" && !reworked ? restOf(operation) : null;

  /** Records what was entered, or by one tap a full pallet, the rest, or what was rejected last. */
  const record = (amount: string, pallet: boolean, { why = reason, onRecorded = onClose }: { why?: string | undefined; onRecorded?: () => void } = {}) => {
    const input: ConfirmInput = {
      operationId: operation.id,
      activity: reworked ? "REWORK" : "RUN",
      ...(pallet ? { handlingUnit: true } : {}),
      ...(kind === "GOOD" ? { good: amount } : kind === "SCRAP" ? { scrap: amount, scrapReason: why } : { rework: amount, reworkReason: why }),
      // What is kept for later adds to whatever is there by then; what is sent now must not meet an older screen (EX-05).
      ...(offline ? {} : { expectedTotal: reworked ? plus(lessUntilZero(operation.rework, operation.openRework), operation.reworkedAgain ?? "0") : operation.processed }),
    };
    const quantity = formats.quantity(amount);
    const text =
      kind === "GOOD"
        ? entries(pallet ? "packed" : reworked ? "reworked" : "good", { quantity: `+${quantity}` })
        : entries("withReason", { text: entries(kind === "SCRAP" ? "scrap" : reworked ? "again" : "rework", { quantity }), reason: inSentence(why) });
    tap({
      command: { name: "confirm-production", input },
      text,
      ...(needsReason && photo.kind === "TAKEN" ? { photo: { picture: photo.photo, text: photos("of", { text }) } } : {}),
    });
    onRecorded();
  };

  /** Records scrap or rework, after a second look at much of it (UI-11). */
  const reject = (one: Reject) => {
    if (kind === "SCRAP" && isLargeScrap(operation, one.amount)) setAsking(one);
    else record(one.amount, false, { why: one.reason });
  };

  const heading = <h2 className="text-floor-md font-semibold">{t("reason")}</h2>;
  const outOfRework = isPositive(operation.openRework) ? (
    <SecondKey
      icon="rework"
      label={t("outOfRework")}
      detail={t("open", { quantity: formats.quantity(operation.openRework) })}
      pressed={fromRework}
      onClick={() => setFromRework(!fromRework)}
      className="flex-none self-start"
    />
  ) : null;

  return (
    <SheetMain work="pad">
      <section aria-label={t("section")} className="flex min-h-0 flex-col gap-4">
        <h1 className="sr-only">{t(`title${kind}`, { order: operation.order })}</h1>
        <SegmentKeys label={t("whatWasMade")} options={OPTIONS.map((option) => ({ ...option, label: t(option.value) }))} value={kind} onChange={setKind} />
        <ValueStepper value={value} onChange={setTyped} unit={operation.decimals > 0 ? formats.unit(operation.uom) : undefined} />
        <EffectRow items={effects(kind, operation, amount, reworked, t, formats)} />
        {kind === "GOOD" ? outOfRework : null}
        {packs === undefined ? null : (
          <div role="group" aria-label={t("pallet")} className="flex flex-wrap gap-4">
            <SecondKey icon="box" label={t("pallet")} detail={t("palletDetail")} pressed={onPallet} onClick={() => setOnPallet(!onPallet)} />
            {packs.map(({ quantity, name }) => (
              <SecondKey
                key={quantity}
                label={t("palletOf", { quantity: formats.quantityWithUnit(quantity, operation.uom) })}
                detail={name ?? t("palletLast")}
                onClick={() => record(quantity, true)}
              />
            ))}
          </div>
        )}
        {needsReason ? (
          <div className="flex min-h-0 flex-1 flex-col gap-4">
            <div className="flex items-center justify-between gap-4">
              {outOfRework ?? heading}
              {again === undefined ? null : (
                <SecondKey
                  icon={kind === "SCRAP" ? "trash" : "rework"}
                  label={t("again", { quantity: formats.quantityWithUnit(again.amount, operation.uom) })}
                  detail={t("againDetail", { reason: rejectName(view.reasons, again.reason) ?? again.reason })}
                  onClick={() => reject(again)}
                />
              )}
              <PhotoKeys state={photo} onChange={setPhoto} />
            </div>
            {outOfRework === null ? null : <div className="portrait:hidden">{heading}</div>}
            <RejectTiles key={kind} label={t("reason")} reasons={listed} selected={reason} onPick={setReason} />
          </div>
        ) : (
          <p className="text-ink-2 portrait:hidden">
            {operation.arrived === null ? null : t("arrived", { quantity: formats.quantity(operation.arrived) })}{" "}
            {isPositive(operation.proposal?.good) ? t("counted", { quantity: formats.quantity(operation.proposal.good) }) : null}
          </p>
        )}
        {rest === null ? null : (
          <Key
            icon="check"
            label={t(rest.whole ? "rest" : "restArrived", { quantity: formats.quantityWithUnit(rest.quantity, operation.uom) })}
            detail={t(packing ? "restPallet" : "restDetail")}
            layout="row"
            onClick={() => record(rest.quantity, packing, { onRecorded: rest.completes && !offline ? onComplete : onClose })}
            className="mt-auto"
          />
        )}
      </section>
      <NumberPad
        value={typed ?? ""}
        onChange={setTyped}
        decimals={operation.decimals}
        onCancel={onClose}
        save={{
          label: isPositive(amount)
            ? needsReason && reason === undefined
              ? t("tapReason")
              : t(packing ? "savePALLET" : kind === "REWORK" && reworked ? "saveAGAIN" : `save${kind}`, { quantity: formats.quantity(amount) })
            : t("enter"),
          onSave: () => {
            if (!ready) return;
            if (reason === undefined) record(amount, packing);
            else reject({ amount, reason });
          },
          disabled: !ready,
          // A moment: what was taken is not to be left behind.
          busy: needsReason && photo.kind === "WORKING",
        }}
        className={clsx(kind === "GOOD" && "portrait:max-h-full portrait:self-end")}
      />
      {asking === undefined ? null : (
        <ScrapQuestion
          operation={operation}
          amount={asking.amount}
          reason={inSentence(asking.reason)}
          onSave={() => record(asking.amount, false, { why: asking.reason })}
          onBack={() => setAsking(undefined)}
        />
      )}
    </SheetMain>
  );
}

function effects(kind: Kind, operation: RunOperation, amount: string, reworked: boolean, t: Translator<"quantity">, { quantity }: Formats) {
  const added = amount === "" ? "0" : amount;
  if (kind === "GOOD") {
    return [
      { label: t("effects.good"), was: quantity(operation.good), value: quantity(plus(operation.good, added)) },
      { label: t("effects.left"), value: quantity(lessUntilZero(operation.target, plus(operation.good, added))) },
      { label: t("effects.allows"), value: quantity(operation.maxGood) },
    ];
  }
  if (kind === "REWORK") {
    // What goes round again was counted when it first went there.
    const sent = reworked ? "0" : added;
    return [
      { label: t("effects.rework"), was: quantity(operation.rework), value: quantity(plus(operation.rework, sent)) },
      { label: t("effects.openRework"), value: quantity(plus(operation.openRework, sent)) },
    ];
  }
  const now = scrapShare(operation.scrap, operation.processed);
  const next = scrapShare(plus(operation.scrap, added), plus(operation.processed, added));
  return [
    { label: t("effects.scrap"), was: quantity(operation.scrap), value: quantity(plus(operation.scrap, added)) },
    ...(next === undefined ? [] : [{ label: t("effects.scrapRate"), was: now === undefined ? undefined : quantity(now), value: `${quantity(next)} %` }]),
  ];
}
