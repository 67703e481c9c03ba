"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { Key } from "@/components/shop-floor/key";
import { ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { SheetMain } from "@/components/shop-floor/sheet";
import { useEscape } from "@/components/shop-floor/use-escape";
import { Glyph } from "@/components/ui/glyph";
import { Mark } from "@/components/ui/mark";
import { Photo } from "@/components/ui/photo";
import { useNow } from "@/components/ui/use-now";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import type { OperatorCommand } from "@/lib/client/operator-command";
import { sendApproved, staysUnanswered } from "@/lib/client/send-approved";
import { useFormats } from "@/lib/format/formats";
import { refusalSentenceIn } from "@/lib/format/refusal-in";
import type { ShiftEntries, ShiftEntry } from "@/lib/queries/operator/shift-entries";
import { CorrectQuantity } from "./correct-quantity";
import { entryText } from "./entry-lines";
import { entryRight } from "./entry-right";
import { type Direct, useFloor } from "./floor-provider";
import { type LeadSays, LeadSigns } from "./lead-signs";
import { type Override, overrideOfCorrection } from "./override-of";
import type { RightQuantity } from "./right-quantity";

type EntryDetailProps = { entry: ShiftEntry; shift: ShiftEntries; timeZone: string; onDone: () => void };

/** What is asked now: what to do, the right quantity, or why. */
type Step = { readonly kind: "CHOOSE" | "QUANTITY" | "BACK" | "REOPEN" } | { readonly kind: "CORRECT"; readonly right: RightQuantity };

/** What a lead may allow after all: why the correction was refused, and what it is in words; `sent` without an answer under its id. */
type Over = { readonly override: Override; readonly text: string; readonly why: string; readonly sent?: Direct };

/** One entry of the shift: taken back, or corrected, which is one command of both (EX-19). It goes straight to the server, for none of it is kept for later (EX-22). */
export function EntryDetail({ entry, shift, timeZone, onDone }: EntryDetailProps) {
  const t = useTranslations("corrections");
  const entries = useTranslations("entries");
  const floor = useTranslations("floor");
  const photos = useTranslations("photo");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const { offline, person, sendNow } = useFloor();
  const [step, setStep] = useState<Step>({ kind: "CHOOSE" });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [unanswered, setUnanswered] = useState<Direct>();
  const [over, setOver] = useState<Over>();
  const now = useNow(shift.asOf) ?? Date.parse(shift.asOf);
  const right = entryRight(entry, { ofEverybody: shift.ofEverybody, offline, now });
  const text = entryText({ ...entry, reversed: false }, shift.reasons, { t: entries, formats });
  useEscape(() => {
    if (!busy) goBack();
  });
  if (step.kind === "QUANTITY" && entry.kind === "PRODUCTION" && entry.quantities !== null)
    return (
      <CorrectQuantity
        entry={entry}
        counted={entry.quantities}
        reasons={shift.reasons}
        text={text}
        onCancel={() => setStep({ kind: "CHOOSE" })}
        onRight={(quantity) => setStep({ kind: "CORRECT", right: quantity })}
      />
    );
  const becomes = step.kind === "CORRECT" ? entryText({ ...entry, ...step.right.entry, reversed: false }, shift.reasons, { t: entries, formats }) : undefined;
  async function sendAs(sending: Direct) {
    setBusy(true);
    const answer = await sendNow(sending).catch(() => undefined);
    setBusy(false);
    if (answer?.ok === true) {
      acknowledgeTap();
      return onDone();
    }
    acknowledgeTap("refused");
    const why = answer === undefined ? t("unanswered") : refusalSentenceIn(refusals, answer, formats.reading(timeZone));
    const override = answer === undefined ? undefined : overrideOfCorrection(sending.command, answer.code);
    setUnanswered(answer === undefined ? sending : undefined);
    setOver(override === undefined ? undefined : { override, text: sending.text, why });
    setProblem(why);
  }
  /** SEC-12: the lead signs the correction with badge and PIN, whoever is signed on; without an answer the same one is sent again. */
  async function sign(asked: Over, { badge, pin, reason }: LeadSays): Promise<string | undefined> {
    const command = asked.override.again(reason.code);
    const sending = asked.sent ?? { commandId: uuidv7(), command, text: asked.text };
    const signed = () => sendApproved(command.name, { ...sending.command.input, commandId: sending.commandId }, person.accountId, { badge, pin });
    const answer = await sendNow(sending, signed).catch(() => undefined);
    if (answer?.ok === true) {
      acknowledgeTap();
      onDone();
      return undefined;
    }
    acknowledgeTap("refused");
    setOver({ ...asked, sent: staysUnanswered(answer, asked.sent !== undefined) ? sending : undefined });
    return answer === undefined ? floor("approve.unreachable") : refusalSentenceIn(refusals, answer, formats.reading(timeZone));
  }
  const send = (command: OperatorCommand, words: string) => void sendAs({ commandId: uuidv7(), command, text: words });
  function goBack() {
    // What nobody answered may have been taken; a second one of it is refused.
    setUnanswered(undefined);
    setOver(undefined);
    setProblem(undefined);
    if (step.kind === "CHOOSE") onDone();
    else setStep(step.kind === "CORRECT" ? { kind: "QUANTITY" } : { kind: "CHOOSE" });
  }
  const pick = (reason: string) => {
    if (step.kind === "BACK") send({ name: "reverse-entry", input: { entryId: entry.id, reason } }, t("queued.back", { text }));
    else if (step.kind === "REOPEN") send({ name: "reopen-order", input: { orderId: entry.orderId, reason } }, t("queued.reopened", { order: entry.order }));
    else if (step.kind === "CORRECT") send({ name: "correct-entry", input: { entryId: entry.id, reason, ...step.right.input } }, t("queued.corrected", { text: becomes ?? text }));
  };
  const may = right === "MAY";
  return (
    <SheetMain work="tiles">
      <section aria-label={t("entry")} className="flex min-h-0 flex-col gap-4">
        <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35]">
          <b className="block text-floor-md">{becomes === undefined ? text : t("change", { was: text, now: becomes })}</b>
          <p className="mt-1">{t("of", { order: entry.order, number: entry.opNo, name: entry.operation })}</p>
          <p className="mt-1 text-ink-2">
            {entry.by === null ? t("entered", { time: formats.dayTime(entry.at, timeZone) }) : t("enteredBy", { time: formats.dayTime(entry.at, timeZone), name: entry.by })}
          </p>
          {entry.back === null ? null : (
            <p className="mt-1 font-semibold">
              {entry.back.by === null ? t("back", { reason: entry.back.reason }) : t("backBy", { name: entry.back.by, reason: entry.back.reason })}
              {entry.back.replaced ? <span className="block font-normal">{t("replaced")}</span> : null}
            </p>
          )}
          {entry.kind === "PRODUCTION" && entry.photo !== undefined ? (
            <Photo
              photo={`/api/entry-photos/${entry.photo}`}
              alt={photos("of", { text })}
              away={<Mark kind="warning">{photos("away")}</Mark>}
              className="mt-3 max-h-[28dvh] max-w-full object-contain"
            />
          ) : null}
        </div>
        <Key
          icon="arrow-left"
          label={floor("back")}
          detail={unanswered === undefined ? t("nothingChanges") : undefined}
          layout="row"
          className="mt-auto"
          disabled={busy}
          onClick={goBack}
        />
      </section>
      {step.kind === "CHOOSE" || step.kind === "QUANTITY" ? (
        <section aria-labelledby="what-to-do" className="flex min-h-0 flex-col gap-4">
          <h1 id="what-to-do" className="text-floor-lg font-semibold">
            {t("choose")}
          </h1>
          {may ? (
            <p className="text-ink-2">{t("chooseDetail")}</p>
          ) : (
            <p role="status" className="text-floor-md">
              {t(`why.${right}`)}
            </p>
          )}
          {entry.kind === "PRODUCTION" ? (
            <Key icon="check" label={t("correct")} detail={t("correctDetail")} layout="wide" primary={may} disabled={!may} onClick={() => setStep({ kind: "QUANTITY" })} />
          ) : null}
          <Key
            icon="trash"
            label={t("takeBack")}
            detail={t(entry.kind === "ISSUE" ? "takeBackIssue" : "takeBackDetail")}
            layout="wide"
            disabled={!may}
            onClick={() => setStep({ kind: "BACK" })}
          />
          {entry.orderState === "COMPLETED" && person.may.override ? (
            <Key icon="swap" label={t("reopen")} detail={t("reopenDetail")} layout="wide" disabled={offline} onClick={() => setStep({ kind: "REOPEN" })} />
          ) : null}
        </section>
      ) : (
        <section aria-labelledby="why" className="flex min-h-0 flex-col gap-4">
          <div className="flex flex-wrap items-end justify-between gap-x-4">
            <h1 id="why" className="text-floor-lg font-semibold">
              {t(step.kind === "BACK" ? "whyTakenBack" : step.kind === "CORRECT" ? "whyCorrected" : "whyReopened")}
            </h1>
            <p className="text-ink-2">{floor("reasons.oneTap")}</p>
          </div>
          {problem === undefined || busy ? null : (
            <p role="alert" className="flex items-start gap-2 text-floor-md font-semibold text-down-ink">
              <Glyph shape="down" className="mt-[5px] size-4 flex-none" />
              <span>{problem}</span>
            </p>
          )}
          {unanswered !== undefined ? (
            <Key icon="arrow-right" label={t("again")} layout="wide" primary busy={busy} onClick={() => void sendAs(unanswered)} />
          ) : busy || offline ? (
            <p role="status" className="text-floor-md">
              {t(busy ? "sending" : "why.OFFLINE")}
            </p>
          ) : over !== undefined ? (
            <LeadSigns
              description={floor("approve.entry", { text: over.text, why: over.why })}
              question={over.override}
              onSign={(lead) => sign(over, lead)}
              onClose={() => setOver(undefined)}
            />
          ) : (
            <ReasonTiles
              look="scrap"
              label={t("reason")}
              reasons={shift.reasons.correction.map(({ code, name }) => ({ code, label: name }))}
              onPick={pick}
              className="flex-none! auto-rows-[120px]! grid-cols-3!"
            />
          )}
        </section>
      )}
    </SheetMain>
  );
}
