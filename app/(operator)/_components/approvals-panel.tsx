"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { Age } from "@/components/data/age";
import { SecondKey } from "@/components/shop-floor/key";
import { Icon } from "@/components/ui/icon";
import { useNow } from "@/components/ui/use-now";
import { useFormats } from "@/lib/format/formats";
import type { GivenApproval, WaitingDeviation } from "@/lib/queries/operator/approvals";
import type { Attention } from "@/lib/queries/operator/attention";
import type { LeadView } from "@/lib/queries/operator/lead-view";
import { isApprovable, isWithHand } from "./approvable";
import { SettleAttention } from "./attention-panel";
import { attentionWords } from "./attention-words";
import { Panel } from "./lead-panel";

/** §9.2: what stands at a tablet and needs a lead's badge, what waits for planner and quality, and what leads approved and corrected in this shift. */
export function ApprovalsPanel({ view: { approvals, attention, asOf, cut } }: { view: LeadView }) {
  const t = useTranslations("lead.approvals");
  const formats = useFormats();
  const { deviations, given, since } = approvals;
  const { timeZone } = given[0] ?? { timeZone: undefined };
  const [chosen, setChosen] = useState<Attention>();
  const now = useNow(asOf) ?? Date.parse(asOf);
  // Once nobody stands at the tablet any more a badge has nothing to lift there: then it is to be looked into.
  const waiting = attention.filter((one) => isApprovable(one) && isWithHand(one, now));
  const count = waiting.length + deviations.length;
  return (
    <>
      <Panel title={t("waiting", { count })} none={t("nothingWaits")} empty={count === 0} cut={cut.includes("deviations")}>
        {waiting.map((one) => (
          <AtTablet key={one.id} one={one} onSettle={() => setChosen(one)} />
        ))}
        {deviations.map((one) => (
          <Deviation key={one.id} one={one} />
        ))}
      </Panel>
      <Panel
        title={t("given", { count: given.length })}
        none={t("noneGiven")}
        empty={given.length === 0}
        note={timeZone === undefined ? undefined : t("since", { time: formats.dayTime(since, timeZone) })}
        cut={cut.includes("given")}
      >
        {given.map((one) => (
          <Given key={one.id} one={one} />
        ))}
      </Panel>
      {chosen === undefined ? null : <SettleAttention one={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

/** An entry that a limit keeps back: the badge goes where the operator stands. */
function AtTablet({ one, onSettle }: { one: Attention; onSettle: () => void }) {
  const t = useTranslations("lead.approvals");
  const lead = useTranslations("lead");
  const entries = useTranslations("entries");
  const formats = useFormats();
  const { operation, unit, by, happenedAt } = one;
  const where = operation !== null && unit !== null ? lead("onAt", { what: operation, machine: unit }) : (operation ?? unit);
  return (
    <li className="flex min-w-0 items-start gap-4 rounded border-2 border-amber bg-raised px-5 py-3 leading-[1.3]">
      <Icon name="badge" className="mt-0.5 size-7 flex-none" />
      <span className="min-w-0 flex-1">
        <b className="block text-floor-md break-words">{attentionWords(one, { lead, entries, formats })}</b>
        {where === null ? null : <span className="block break-words">{where}</span>}
        <span className="block break-words text-ink-2">{t("yourBadge", { name: by ?? "" })}</span>
      </span>
      <span className="grid flex-none justify-items-end gap-2">
        <Age since={happenedAt} className="font-semibold whitespace-nowrap" />
        <SecondKey label={lead("settle")} onClick={onSettle} />
      </span>
    </li>
  );
}

function Deviation({ one }: { one: WaitingDeviation }) {
  const t = useTranslations("lead.approvals");
  const formats = useFormats();
  const { number, order, lot, quantity, uom, by, waitsFor, askedAt } = one;
  return (
    <li className="flex min-w-0 items-start gap-4 rounded border-2 border-line-strong bg-raised px-5 py-3 leading-[1.3]">
      <Icon name="swap" className="mt-0.5 size-7 flex-none" />
      <span className="min-w-0 flex-1">
        <b className="block text-floor-md break-words">{t("deviation", { number, quantity: formats.quantityWithUnit(quantity, uom), lot })}</b>
        <span className="block break-words">{t("deviationFor", { order, name: by })}</span>
        <span className="block break-words text-ink-2">{t(waitsFor.length === 2 ? "waitsForBoth" : waitsFor[0] === "QUALITY" ? "waitsForQuality" : "waitsForPlanner")}</span>
      </span>
      <Age since={askedAt} className="flex-none font-semibold whitespace-nowrap" />
    </li>
  );
}

function Given({ one }: { one: GivenApproval }) {
  const t = useTranslations("lead.approvals");
  const lead = useTranslations("lead");
  const formats = useFormats();
  const { kind, by, operation, unit, reason, at, timeZone } = one;
  return (
    <li className="flex min-w-0 items-start gap-4 border-b border-line pb-3 leading-[1.3] last:border-b-0">
      <span className="min-w-0 flex-1">
        <b className="block break-words">{t(`kinds.${kind}`)}</b>
        <span className="block break-words text-ink-2">{unit === null ? operation : lead("onAt", { what: operation, machine: unit })}</span>
        {reason === null ? null : <span className="block break-words text-ink-2">{t("why", { reason })}</span>}
      </span>
      <span className="flex-none text-right text-ink-2">
        <span className="block break-words">{by}</span>
        <span className="block whitespace-nowrap">{formats.dayTime(at, timeZone)}</span>
      </span>
    </li>
  );
}
