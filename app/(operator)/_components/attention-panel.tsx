"use client";

import { useMemo, useRef, useState } from "react";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { Field } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyph";
import { presentMs, useNow } from "@/components/ui/use-now";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import { lineKeys } from "@/lib/client/query-keys";
import { useRead } from "@/lib/client/use-read";
import { useRelatedChanges } from "@/lib/client/use-related-changes";
import { useFormats } from "@/lib/format/formats";
import { type Refusal, refusalIn, refusalSentenceIn } from "@/lib/format/refusal-in";
import type { Attention, AttentionPage } from "@/lib/queries/operator/attention";
import type { LeadView } from "@/lib/queries/operator/lead-view";
import { isWithHand, likelyTime } from "./approvable";
import { attentionWords } from "./attention-words";
import { type Direct, useFloor } from "./floor-provider";
import { Panel } from "./lead-panel";
import { useRefreshOnAnswers } from "./use-refresh-on-answers";
import { instantEntered, whenOf } from "./when-entered";
import { WhenEntry } from "./when-entry";

/** As far ahead as clocks may be apart (EX-21). */
const MOST_AHEAD_MS = 2 * 60_000;

/**
 * EX-22: what a tablet sent and the plant did not take, with its original data: what it had kept without the network, and what nobody read who waited for the answer.
 * A lead says what became of it.
 */
export function AttentionPanel({ view: { attention, attentionTotal, asOf } }: { view: LeadView }) {
  const [chosen, setChosen] = useState<Attention>();
  const top = useRef<HTMLDivElement>(null);
  // How many are passed over on each page that was opened below the latest.
  const [opened, setOpened] = useState<readonly number[]>([]);
  const now = useNow(asOf) ?? Date.parse(asOf);
  const listed = attention.filter((one) => !isWithHand(one, now));
  const total = attentionTotal ?? attention.length;
  // What is with the hand is a minute old at most: it stands among the latest.
  const count = total - (attention.length - listed.length);
  // Those of the last page may have been settled meanwhile.
  const from = opened.findLast((one) => one < total) ?? 0;
  // Another page begins at its first entry, and so does who goes on with keys.
  const turn = (pages: readonly number[]) => {
    setOpened(pages);
    top.current?.scrollIntoView({ block: "start" });
    top.current?.focus({ preventScroll: true });
  };
  const page = {
    count,
    total,
    from,
    onOlder: (next: number) => turn([...opened.filter((one) => one <= from), next]),
    onNewer: () => turn(opened.filter((one) => one < from)),
    onSettle: setChosen,
  };
  return (
    <>
      <div ref={top} tabIndex={-1} className="min-w-0 scroll-mt-24 outline-none">
        {from === 0 ? <Listed {...page} listed={listed} read={attention.length} /> : <Older key={from} {...page} />}
      </div>
      {chosen === undefined ? null : <SettleAttention one={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

type Page = {
  /** How many wait for a lead, how many there are with those of the hands, and how many of them are passed over here. */
  readonly count: number;
  readonly total: number;
  readonly from: number;
  readonly onOlder: (from: number) => void;
  readonly onNewer: () => void;
  readonly onSettle: (one: Attention) => void;
};

/** Those below the latest, read when somebody asks for them. */
function Older(page: Page) {
  const key = lineKeys.list(`lead/attention/${page.from}`);
  const { data } = useRead<AttentionPage>(key, `/api/lead/attention?from=${page.from}`);
  useRefreshOnAnswers(useRelatedChanges(key, [], ["line"]));
  return <Listed {...page} listed={data?.rows ?? []} read={data?.rows.length} />;
}

/** `read`: how many there are on this page with those of the hands; undefined until they are read. */
function Listed({ count, total, from, onOlder, onNewer, onSettle, listed, read }: Page & { listed: readonly Attention[]; read: number | undefined }) {
  const t = useTranslations("lead");
  const next = from + (read ?? 0);
  const older = read === undefined ? 0 : Math.max(total - next, 0);
  return (
    <Panel
      title={t("attention", { count })}
      none={t(read === undefined ? "list.reading" : "noAttention")}
      empty={listed.length === 0}
      whole={from > 0}
      footer={
        older === 0 && from === 0 ? null : (
          <div className="mt-4 grid gap-4">
            {older === 0 ? null : <SecondKey label={t("list.older", { count: older })} onClick={() => onOlder(next)} className="w-full" />}
            {from === 0 ? null : <SecondKey label={t("list.newer")} onClick={onNewer} className="w-full" />}
          </div>
        )
      }
    >
      {listed.map((one) => (
        <Row key={one.id} one={one} onSettle={() => onSettle(one)} />
      ))}
    </Panel>
  );
}

function Row({ one, onSettle }: { one: Attention; onSettle: () => void }) {
  const t = useTranslations("lead");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const entries = useTranslations("entries");
  const { code, params, operation, unit, by, happenedAt, timeZone } = one;
  // As the refusal was written: text, figures and lists alone. Its next step is for whoever tapped.
  const { what, why } = refusalIn(refusals, { code, params: params as Refusal["params"] }, formats.reading(timeZone));
  const where = operation !== null && unit !== null ? t("onAt", { what: operation, machine: unit }) : (operation ?? unit);
  return (
    <li className="flex min-w-0 items-center gap-4 rounded border-2 border-amber bg-raised px-5 py-3 leading-[1.3]">
      <span className="min-w-0 flex-1">
        <b className="block text-floor-md break-words">{attentionWords(one, { lead: t, entries, formats })}</b>
        {where === null ? null : <span className="block">{where}</span>}
        <span className="block text-ink-2">{t("attentionBy", { name: by ?? "", time: formats.dayTime(happenedAt, timeZone) })}</span>
        <span className="block">{t("attentionWhy", { what, why })}</span>
      </span>
      <SecondKey label={t("settle")} onClick={onSettle} />
    </li>
  );
}

/** Asks what became of an entry that was not taken: it is taken in at the time at which it really happened (EX-21), or stays in the log as it is. */
export function SettleAttention({ one, onClose }: { one: Attention; onClose: () => void }) {
  const t = useTranslations("lead");
  const entries = useTranslations("entries");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const { tap, sendNow, offline } = useFloor();
  const likely = useMemo(() => likelyTime(one), [one]);
  const proposed = whenOf(likely, one.timeZone);
  const [day, setDay] = useState(proposed.day);
  // Until something is typed the proposed time stands there, and the first key replaces it.
  const [typed, setTyped] = useState<string>();
  const when = { day, digits: typed ?? proposed.digits };
  const today = whenOf(new Date(useNow() ?? likely), one.timeZone).day;
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [unanswered, setUnanswered] = useState<Direct>();
  const text = attentionWords(one, { lead: t, entries, formats });
  // Nothing but its time was wrong: with the right one it is taken.
  const timeAlone = one.code === "OUT_OF_ORDER";
  // Entered to the minute: what is not changed keeps its seconds.
  const at = day === proposed.day && when.digits === proposed.digits ? likely : instantEntered(when, one.timeZone);
  const written = note.trim();
  const takeIn = async () => {
    if (at === null || at.getTime() > presentMs() + MOST_AHEAD_MS) return setProblem(t("takeInTime"));
    const input = { attentionId: one.id, eventTime: at.toISOString(), note: written };
    // What nobody answered goes again as it was, and counts once; what was changed since is another.
    const same = JSON.stringify(unanswered?.command.input) === JSON.stringify(input) ? unanswered : undefined;
    const sending = same ?? { commandId: uuidv7(), command: { name: "take-in-entry" as const, input }, text: t("takenIn", { text }) };
    setBusy(true);
    const answer = await sendNow(sending).catch(() => undefined);
    setBusy(false);
    setUnanswered(answer === undefined ? sending : undefined);
    if (answer?.ok === true) {
      acknowledgeTap();
      return onClose();
    }
    acknowledgeTap("refused");
    setProblem(answer === undefined ? t("takeInUnanswered") : refusalSentenceIn(refusals, answer, formats.reading(one.timeZone)));
  };
  return (
    <FloorDialog wide={one.mayBeTakenIn} onClose={onClose} title={t("settleTitle")} description={text}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          tap({ command: { name: "settle-attention", input: { attentionId: one.id, note: written } }, text: t("settled", { text }) });
          onClose();
        }}
      >
        <div className={one.mayBeTakenIn ? "grid gap-x-8 gap-y-5 landscape:grid-cols-2 left-hand:landscape:[&>:first-child]:order-last" : "contents"}>
          <div className="grid content-start gap-5">
            <p>{t(one.mayBeTakenIn ? "takeInDetail" : "settleDetail")}</p>
            {one.mayBeTakenIn ? <WhenEntry label={t("takeInAt")} when={when} today={today} onDay={setDay} /> : null}
            <Field size="floor" label={t(one.mayBeTakenIn ? "takeInNote" : "settleNote")} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
            {problem === undefined ? null : (
              <p role="alert" className="flex items-start gap-2 font-semibold text-down-ink">
                <Glyph shape="down" className="mt-[5px] size-4 flex-none" />
                <span>{problem}</span>
              </p>
            )}
          </div>
          {one.mayBeTakenIn ? <NumberPad name={t("takeInAt")} value={typed ?? ""} onChange={setTyped} maxDigits={4} keepZeros /> : null}
        </div>
        {one.mayBeTakenIn ? (
          <div className="grid grid-cols-2 gap-4">
            <SecondKey type="submit" primary={!timeAlone} label={t("settleWithout")} disabled={written === ""} />
            <SecondKey primary={timeAlone} icon="check" label={t("takeIn")} busy={busy} disabled={written === "" || offline} onClick={() => void takeIn()} />
          </div>
        ) : (
          <SecondKey type="submit" primary label={t("settle")} disabled={written === ""} />
        )}
      </form>
    </FloorDialog>
  );
}
