"use client";

import { useTranslations } from "next-intl";
import clsx from "clsx";
import { SecondKey } from "@/components/shop-floor/key";
import { Glyph } from "@/components/ui/glyph";
import { Icon } from "@/components/ui/icon";
import { type Formats, useFormats } from "@/lib/format/formats";
import { formatIsoDate } from "@/lib/format/instant";
import type { Translator } from "@/lib/i18n/translator";
import type { NotReady, Waiting } from "@/lib/queries/operator/dispatch-list";
import type { DueCheckView } from "@/lib/queries/operator/due-checks";
import type { RunView } from "@/lib/queries/operator/run-view";
import { canStart, isMaterial, reasonsFor } from "./dispatch-choice";
import { useFloor } from "./floor-provider";
import { gateOf } from "./instruction-place";

type WaitingCardProps = {
  waiting: Waiting;
  view: RunView;
  /** At a free machine what can start is chosen by a tap; where it is read only, nothing is. */
  choice?: { readonly selected: boolean; readonly onSelect: () => void };
  /** Opens a check that is due here though nothing runs. */
  onCheck?: (check: DueCheckView) => void;
};

/** An operation that waits for a machine: what, how much, until when, and why it can't start. */
export function WaitingCard({ waiting, view, choice, onCheck }: WaitingCardProps) {
  const t = useTranslations("station.dispatch");
  const run = useTranslations("run");
  const doIt = useTranslations("checks");
  const formats = useFormats();
  const { timeZone } = view.unit.site;
  const { personId, accountId } = useFloor().person;
  const today = formatIsoDate(waiting.dueAt, timeZone) === formatIsoDate(view.asOf, timeZone);
  const due = today ? formats.time(waiting.dueAt, timeZone) : formats.weekdayTime(waiting.dueAt, timeZone);
  const late = waiting.dueAt < view.asOf;
  // Where the list is read beside a run, what runs holds all of them up alike: the page says it once.
  const reasons = reasonsFor(waiting, personId).filter((reason) => choice !== undefined || reason.kind !== "UNIT_TAKEN");
  const material = reasons.findLast(isMaterial);
  const unread = gateOf(view, waiting.operationId, accountId, "START") !== undefined;
  const body = (
    <>
      <span className="min-w-0 flex-1 leading-[1.3]">
        <b className="block truncate text-floor-md">{run("ofOrder", { order: waiting.order, number: waiting.opNo, name: waiting.name })}</b>
        <span className="block truncate text-ink-2">
          {waiting.item}
          {waiting.description === "" ? "" : `, ${waiting.description}`}
        </span>
        {choice === undefined && reasons.length === 0 && !unread ? (
          <span className="mt-0.5 flex items-start gap-2">
            <Icon name="check" className="mt-1 size-4 flex-none" />
            {t("nothingMissing")}
          </span>
        ) : null}
        {reasons.map((reason) => (
          <span key={reason.kind === "TOOL" ? reason.guard : reason.kind} className="mt-0.5 flex items-start gap-2 text-amber-ink">
            <Glyph shape="blocked" className="mt-1 size-4" />
            <span className="min-w-0 break-words">
              {notReadyWords(reason, t, run, formats)}
              {reason === material ? ` ${t("callForMaterial")}` : ""}
            </span>
          </span>
        ))}
        {unread ? (
          <span className="mt-0.5 flex items-start gap-2 text-ink-2">
            <Icon name="document" className="mt-1 size-4 flex-none" />
            <span className="min-w-0 break-words">{t("instruction")}</span>
          </span>
        ) : null}
      </span>
      <span className="flex-none text-right leading-[1.3] whitespace-nowrap">
        <b className="block text-floor-md">{formats.quantityWithUnit(waiting.quantity, waiting.uom)}</b>
        <span className={late ? "font-semibold text-amber-ink" : "text-ink-2"}>{t(late ? "wasDue" : "due", { time: due })}</span>
      </span>
    </>
  );
  const look = "flex min-h-[88px] w-full min-w-0 items-center gap-4 rounded px-5 py-3 text-left";
  if (choice === undefined) return <div className={clsx(look, "border border-line-strong bg-surface")}>{body}</div>;
  const check = waiting.checks?.[0];
  if (!canStart(waiting, personId))
    return (
      <div className={clsx(look, "flex-wrap border border-dashed border-line-strong")}>
        {body}
        {check === undefined || onCheck === undefined ? null : <SecondKey icon="flask" label={doIt("doIt")} detail={check.plan} onClick={() => onCheck(check)} />}
      </div>
    );
  return (
    <button
      type="button"
      aria-pressed={choice.selected}
      onClick={choice.onSelect}
      className={clsx(look, "border-2 bg-raised active:bg-sunken", choice.selected ? "border-3 border-accent" : "border-line-strong")}
    >
      {body}
    </button>
  );
}

/** Says why an operation cannot start. */
export function notReadyWords(reason: NotReady, t: Translator<"station.dispatch">, run: Translator<"run">, formats: Formats): string {
  switch (reason.kind) {
    case "ORDER":
      return reason.state === "ON_HOLD" ? t("onHold", { by: reason.by ?? "other" }) : t("notReleased");
    case "PREDECESSOR":
      return t("predecessor", { operation: run("op", { number: reason.opNo, name: reason.name }) });
    case "UNIT_TAKEN":
      return t("taken", { other: reason.by });
    case "PERSON":
      return t("notQualified", { capabilities: reason.capabilities.join(", ") });
    case "PREDECESSOR_HELD":
      return t("predecessorHeld", { nonconformances: reason.nonconformances.join(", ") });
    case "RESERVED":
      return t("reserved");
    case "TOOL":
      return t(reason.guard, { tools: reason.tools.join(", ") });
    case "CHECKS":
      return t("checks", { count: reason.count });
    case "MATERIAL":
      return t("material", { items: reason.items.join(", ") });
    case "MATERIAL_SHORT":
      return reason.items
        .map(({ item, free, needed, uom }) => t("materialShort", { item, free: formats.quantityWithUnit(free, uom), needed: formats.quantityWithUnit(needed, uom) }))
        .join(" ");
  }
}
