"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { Stopwatch } from "@/components/data/age";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { SheetMain } from "@/components/shop-floor/sheet";
import { useEscape } from "@/components/shop-floor/use-escape";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { useFormats } from "@/lib/format/formats";
import type { FloorCall } from "@/lib/queries/operator/floor-calls";
import type { Suspect } from "@/lib/queries/operator/suspects";
import { CallClock } from "./call-clock";
import { useCallOwner, useCallWords } from "./call-words";
import { useFloor } from "./floor-provider";
import { useFindingWords } from "./finding-words";
import { useSuspectWords } from "./suspect-words";

/** One call: on my way, I take over, why the machine stands, and what was done about it. */
export function CallDetail({ call, asOf, onStops, onClose }: { call: FloorCall; asOf: string; onStops: () => void; onClose: () => void }) {
  const t = useTranslations("calls.mine");
  const back = useTranslations("floor")("back");
  const words = useCallWords();
  const suspects = useSuspectWords();
  const findings = useFindingWords();
  const ownerOf = useCallOwner();
  const formats = useFormats();
  const { tap } = useFloor();
  const [ending, setEnding] = useState(false);
  useEscape(() => (ending ? setEnding(false) : onClose()));
  const place = words.place(call);
  const input = { exceptionId: call.id };
  const waits = call.takenAt === null;
  const atIt = call.mine && call.state === "IN_PROGRESS";
  // Nobody called, and nobody waits there for somebody to come.
  const counter = call.suspect?.kind === "COUNTER";
  const time = (instant: string) => formats.time(instant, call.site.timeZone);
  if (ending)
    return (
      <DoneForm
        title={t("done.title", { place })}
        onSave={(note) => {
          tap({ command: { name: "resolve-exception", input: { ...input, note } }, text: t("said.done", { place }) });
          onClose();
        }}
        onBack={() => setEnding(false)}
      />
    );
  return (
    <SheetMain work="keys">
      <section aria-label={words.title(call)} className="flex min-h-0 flex-col gap-4">
        <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.4]">
          <h1 className="flex items-center gap-4 text-floor-lg font-semibold">
            <Icon name={words.icon(call)} className="size-10 flex-none" />
            {words.title(call)}
          </h1>
          <p className="mt-1 text-floor-md">{place}</p>
          <Stopwatch since={call.raisedAt} hours={false} initialNow={asOf} className="my-3 block text-[4.5rem] leading-none font-semibold tracking-[-0.03em]" />
          <p className="text-ink-2">{t("since", { time: time(call.raisedAt) })}</p>
          {call.note === null ? null : <p className="mt-2 text-floor-md break-words">{call.note}</p>}
          {call.again?.map((one) => (
            <p key={one.at} className="mt-2 text-floor-md break-words">
              {one.note === null ? t("again", { time: time(one.at) }) : t("againSaying", { time: time(one.at), note: one.note })}
            </p>
          ))}
          {call.finding == null
            ? null
            : findings(call.finding, call.site.timeZone).map((fact) => (
                <p key={fact} className="mt-2 text-floor-md break-words">
                  {fact}
                </p>
              ))}
          {call.suspect === null ? null : (
            <>
              {suspects.facts(call.suspect, call.site.timeZone).map((fact) => (
                <p key={fact} className="mt-2 text-floor-md break-words">
                  {fact}
                </p>
              ))}
              <p className="mt-2 flex items-start gap-3 text-floor-md font-semibold">
                <Icon name="arrow-right" className="mt-0.5 size-7 flex-none" />
                <span>{suspects.next(call.suspect)}</span>
              </p>
            </>
          )}
          <p className="mt-2">
            {call.takenAt === null
              ? t("waitsFor", { owner: ownerOf(call.owner) })
              : t(call.state === "IN_PROGRESS" ? "atItSince" : "onTheWaySince", { owner: ownerOf(call.owner), time: time(call.takenAt) })}
          </p>
          {call.next === null ? null : (
            <p className="mt-2">
              <CallClock next={call.next} asOf={asOf} />
            </p>
          )}
          {call.stop === null ? null : (
            <p className="mt-2">
              {call.stop.reason === null ? t("standsUnnamed", { time: time(call.stop.from) }) : t("stands", { time: time(call.stop.from), reason: call.stop.reason })}
            </p>
          )}
        </div>
        <SecondKey icon="arrow-left" label={back} onClick={onClose} className="mt-auto min-w-48 self-start portrait:hidden" />
      </section>
      <div className="flex flex-col gap-4">
        <div className="grid flex-1 auto-rows-[minmax(120px,1fr)] gap-4 landscape:max-h-[620px]">
          {waits && !counter && call.mayTake ? (
            <Key
              icon="arrow-right"
              label={t("onMyWay.label")}
              detail={t("onMyWay.detail")}
              layout="wide"
              primary
              onClick={() => tap({ command: { name: "acknowledge-exception", input }, text: t("said.onMyWay", { place }) })}
            />
          ) : null}
          {atIt || !call.mayTake ? null : (
            <Key
              icon="hand"
              label={call.mine ? t("there.label") : t("takeOver.label")}
              detail={call.mine ? t("there.detail") : waits ? t("takeOver.now") : t("takeOver.from", { owner: ownerOf(call.owner) })}
              layout="wide"
              primary={counter || (!waits && call.mine)}
              onClick={() => tap({ command: { name: "take-over-exception", input }, text: t("said.takeOver", { place }) })}
            />
          )}
          {call.unit !== null && call.mayName && !counter ? <Key icon="question" label={t("stops.label")} detail={t("stops.detail")} layout="wide" onClick={onStops} /> : null}
          {call.suspect?.kind === "COUNTER" && call.mayName ? (
            <CounterKeys exceptionId={call.id} suspect={call.suspect} place={place} primary={atIt || !call.mayTake} onDone={onClose} />
          ) : (
            <Key icon="check" label={t("done.label")} detail={t("done.detail")} layout="wide" primary={atIt} onClick={() => setEnding(true)} />
          )}
        </div>
        <SecondKey icon="arrow-left" label={back} onClick={onClose} className="min-w-48 self-start landscape:hidden" />
      </div>
    </SheetMain>
  );
}

type CounterKeysProps = { exceptionId: string; suspect: Extract<Suspect, { kind: "COUNTER" }>; place: string; primary: boolean; onDone: () => void };

/** KP-02: the steps in doubt were made, or the counter jumped; either ends it. */
export function CounterKeys({ exceptionId, suspect, place, primary, onDone }: CounterKeysProps) {
  const t = useTranslations("suspects.counter");
  const { counted } = useSuspectWords();
  const { tap } = useFloor();
  const settle = (verdict: "COUNT" | "DISCARD") => {
    tap({ command: { name: "resolve-counter", input: { exceptionId, verdict, steps: suspect.steps } }, text: t(verdict === "COUNT" ? "counted" : "discarded", { place }) });
    onDone();
  };
  return (
    <>
      {suspect.count === null || suspect.ended.length > 0 ? null : (
        <Key icon="check" label={t("count")} detail={t("countDetail", { amounts: counted(suspect) })} layout="wide" primary={primary} onClick={() => settle("COUNT")} />
      )}
      <Key icon="trash" label={t("discard")} detail={t("discardDetail")} layout="wide" onClick={() => settle("DISCARD")} />
    </>
  );
}

/** What was done: a few words, which the ERP is told with the end of a severe call. */
function DoneForm({ title, onSave, onBack }: { title: string; onSave: (note: string) => void; onBack: () => void }) {
  const t = useTranslations("calls.mine.done");
  const back = useTranslations("floor")("back");
  const [note, setNote] = useState("");
  return (
    <FloorMain className="py-6">
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(note.trim());
        }}
      >
        <h1 className="text-floor-lg font-semibold">{title}</h1>
        <Field size="floor" label={t("what")} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        <div className="grid grid-cols-2 gap-4">
          <Key icon="arrow-left" label={back} layout="row" onClick={onBack} />
          <Key type="submit" icon="check" primary label={t("label")} layout="row" disabled={note.trim() === ""} />
        </div>
      </form>
    </FloorMain>
  );
}
