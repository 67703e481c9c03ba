"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { Key } from "@/components/shop-floor/key";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { SheetMain } from "@/components/shop-floor/sheet";
import { useEscape } from "@/components/shop-floor/use-escape";
import { secondsBetween } from "@/lib/format/duration";
import { useFormats } from "@/lib/format/formats";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";
import type { ShiftStop } from "@/lib/queries/operator/shift-stops";
import { useFloor } from "./floor-provider";
import { ReasonPicker } from "./reason-picker";
import { stopWords } from "./stop-words";

type Said = { readonly reason: ReasonChoice; readonly comment?: string };

/** Each part lasts a minute at least: what is shorter nobody divides by the clock. */
const LEAST_SECONDS = 120;

/** True when a stop lasts long enough to have had two reasons. */
export function mayBeSplit(stop: Pick<ShiftStop, "from" | "to">, asOf: string): boolean {
  return secondsBetween(stop.from, stop.to ?? asOf) >= LEAST_SECONDS;
}

/** ST-05: divides a stop: after how many minutes the reason changed, then the reason of each part. */
export function SplitStop({
  stop,
  asOf,
  timeZone,
  reasons,
  onDone,
  onBack,
}: {
  stop: Pick<ShiftStop, "id" | "from" | "to" | "reason">;
  asOf: string;
  timeZone: string;
  reasons: readonly ReasonChoice[];
  onDone: () => void;
  onBack: () => void;
}) {
  const t = useTranslations("stops");
  const split = useTranslations("stops.split");
  const floor = useTranslations("floor");
  const entries = useTranslations("entries");
  const formats = useFormats();
  const { tap } = useFloor();
  const seconds = secondsBetween(stop.from, stop.to ?? asOf);
  const most = Math.ceil(seconds / 60) - 1;
  const [minutes, setMinutes] = useState(String(Math.max(1, Math.floor(most / 2))));
  const [cut, setCut] = useState<string>();
  const [first, setFirst] = useState<Said>();
  const goBack = () => (cut === undefined ? onBack() : first === undefined ? setCut(undefined) : setFirst(undefined));
  useEscape(goBack);
  const after = new Date(Date.parse(stop.from) + Number(minutes) * 60_000).toISOString();
  const fits = Number(minutes) >= 1 && Number(minutes) <= most;
  const part = (from: string, to: string | null) => stopWords({ from, to }, asOf, timeZone, t, formats);

  if (cut === undefined)
    return (
      <SheetMain work="pad">
        <section aria-label={split("when")} className="flex flex-col gap-4">
          <h1 className="text-floor-lg font-semibold">{split("when")}</h1>
          <p className="text-ink-2">{split("how", { stop: part(stop.from, stop.to), most: formats.quantity(String(most)) })}</p>
          <output aria-live="polite" aria-label={split("minutes")} className="my-4 text-[5rem] leading-none font-semibold tracking-[-0.03em]">
            {formats.typed(minutes === "" ? "0" : minutes)}
            <small className="ml-3 text-floor-md font-normal tracking-normal text-ink-2">{split("unit")}</small>
          </output>
          <dl className="grid gap-4 border-y border-line py-3 landscape:grid-cols-2">
            <div>
              <dt className="text-ink-3">{split("first")}</dt>
              <dd className="text-floor-md font-semibold">{fits ? part(stop.from, after) : split("outside")}</dd>
            </div>
            <div>
              <dt className="text-ink-3">{split("second")}</dt>
              <dd className="text-floor-md font-semibold">{fits ? part(after, stop.to) : split("outside")}</dd>
            </div>
          </dl>
        </section>
        <NumberPad
          value={minutes}
          onChange={setMinutes}
          maxDigits={5}
          name={split("minutes")}
          onCancel={onBack}
          save={{ label: fits ? split("next") : split("enter", { most: formats.quantity(String(most)) }), onSave: () => setCut(after), disabled: !fits }}
        />
      </SheetMain>
    );

  const pick = (reason: ReasonChoice, comment?: string) => {
    const said = { reason, ...(comment === undefined ? {} : { comment }) };
    if (first === undefined) return setFirst(said);
    const input = ({ reason: { code }, comment: words }: Said) => ({ reason: code, ...(words === undefined ? {} : { comment: words }) });
    tap({
      command: { name: "split-stop", input: { intervalId: stop.id, at: cut, first: input(first), second: input(said) } },
      text: entries("split", { time: formats.time(stop.from, timeZone), first: formats.inSentence(first.reason.name), second: formats.inSentence(reason.name) }),
    });
    onDone();
  };
  const words = first === undefined ? part(stop.from, cut) : part(cut, stop.to);
  return (
    <SheetMain work="tiles">
      <section aria-label={t("theStop")} className="flex min-h-0 flex-col gap-4">
        <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35]">
          <b className="block text-floor-md">{first === undefined ? split("firstPart", { stop: words }) : split("secondPart", { stop: words })}</b>
          {first === undefined ? null : <p className="mt-1 text-ink-2">{split("firstWas", { reason: first.reason.name })}</p>}
        </div>
        <Key icon="arrow-left" label={floor("back")} detail={first === undefined ? split("otherTime") : split("otherFirst")} layout="row" onClick={goBack} className="mt-auto" />
      </section>
      <ReasonPicker
        key={first === undefined ? "first" : "second"}
        title={first === undefined ? split("whyFirst") : split("whySecond")}
        reasons={first === undefined ? reasons : reasons.filter((one) => one.code !== first.reason.code)}
        suggested={first === undefined ? stop.reason?.code : undefined}
        save={floor("reasons.save")}
        onPick={pick}
      />
    </SheetMain>
  );
}
