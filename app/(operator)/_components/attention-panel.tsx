"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { Field } from "@/components/ui/field";
import { useNow } from "@/components/ui/use-now";
import { useFormats } from "@/lib/format/formats";
import { type Refusal, refusalSentenceIn } from "@/lib/format/refusal-in";
import type { Attention } from "@/lib/queries/operator/attention";
import type { LeadView } from "@/lib/queries/operator/lead-view";
import { isWithHand } from "./approvable";
import { attentionWords } from "./attention-words";
import { useFloor } from "./floor-provider";
import { Panel } from "./lead-panel";

/**
 * EX-22: what a tablet sent and the plant did not take, with its original data: what it had kept without the network, and what nobody read who waited for the answer.
 * A lead says what became of it.
 */
export function AttentionPanel({ view: { attention, asOf, cut } }: { view: LeadView }) {
  const t = useTranslations("lead");
  const { offsetMs } = useFloor();
  const [chosen, setChosen] = useState<Attention>();
  const now = (useNow(asOf) ?? Date.parse(asOf)) + offsetMs;
  const listed = attention.filter((one) => !isWithHand(one, now));
  return (
    <>
      <Panel title={t("attention", { count: listed.length })} none={t("noAttention")} empty={listed.length === 0} cut={cut.includes("attention")}>
        {listed.map((one) => (
          <Row key={one.id} one={one} onSettle={() => setChosen(one)} />
        ))}
      </Panel>
      {chosen === undefined ? null : <SettleAttention one={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

function Row({ one, onSettle }: { one: Attention; onSettle: () => void }) {
  const t = useTranslations("lead");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const entries = useTranslations("entries");
  const { code, params, operation, unit, by, happenedAt, timeZone } = one;
  const where = operation !== null && unit !== null ? t("onAt", { what: operation, machine: unit }) : (operation ?? unit);
  return (
    <li className="flex min-w-0 items-center gap-4 rounded border-2 border-amber bg-raised px-5 py-3 leading-[1.3]">
      <span className="min-w-0 flex-1">
        <b className="block text-floor-md break-words">{attentionWords(one, { lead: t, entries, formats })}</b>
        {where === null ? null : <span className="block">{where}</span>}
        <span className="block text-ink-2">{t("attentionBy", { name: by ?? "", time: formats.dayTime(happenedAt, timeZone) })}</span>
        {/* As the refusal was written: text, figures and lists alone. */}
        <span className="block">{refusalSentenceIn(refusals, { code, params: params as Refusal["params"] }, formats.reading(timeZone))}</span>
      </span>
      <SecondKey label={t("settle")} onClick={onSettle} />
    </li>
  );
}

/** Asks what became of an entry that was not taken; it stays in the log. */
export function SettleAttention({ one, onClose }: { one: Attention; onClose: () => void }) {
  const t = useTranslations("lead");
  const entries = useTranslations("entries");
  const formats = useFormats();
  const { tap } = useFloor();
  const [note, setNote] = useState("");
  const text = attentionWords(one, { lead: t, entries, formats });
  return (
    <FloorDialog onClose={onClose} title={t("settleTitle")} description={text}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          tap({ command: { name: "settle-attention", input: { attentionId: one.id, note: note.trim() } }, text: t("settled", { text }) });
          onClose();
        }}
      >
        <p>{t("settleDetail")}</p>
        <Field size="floor" label={t("settleNote")} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        <SecondKey type="submit" primary label={t("settle")} disabled={note.trim() === ""} />
      </form>
    </FloorDialog>
  );
}
