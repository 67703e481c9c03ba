"use client";

import { useTranslations } from "next-intl";
import { Key } from "@/components/shop-floor/key";
import { SheetMain } from "@/components/shop-floor/sheet";
import { StopPanel } from "@/components/shop-floor/stop-panel";
import { useEscape } from "@/components/shop-floor/use-escape";
import { useFormats } from "@/lib/format/formats";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { UnexplainedStop } from "@/lib/queries/operator/unexplained-stops";
import { useFloor } from "./floor-provider";
import { ReasonPicker } from "./reason-picker";
import { stopWords } from "./stop-words";

/** EX-03, ST-05: gives the stops that have no reason theirs, one after the other, oldest first. */
export function StopReasons({ view, stop, onBack }: { view: RunView; stop: UnexplainedStop; onBack: () => void }) {
  const t = useTranslations("stops");
  const entries = useTranslations("entries");
  const floor = useTranslations("floor");
  const formats = useFormats();
  const { tap } = useFloor();
  useEscape(onBack);
  const { site, machine } = view.unit;
  const words = stopWords(stop, view.asOf, site.timeZone, t, formats);
  const left = view.stops.length - 1;
  return (
    <SheetMain work="tiles">
      <section aria-label={t("theStop")} className="flex min-h-0 flex-col gap-4">
        {stop.to === null && machine !== null ? (
          <StopPanel since={stop.from} initialNow={view.asOf} facts={[{ name: t("since"), value: words }]} />
        ) : (
          <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35]">
            <b className="block text-floor-md">{t("stood", { stop: words })}</b>
            <p className="mt-1 text-ink-2">{t("more", { count: left })}</p>
          </div>
        )}
        <Key icon="arrow-left" label={floor("back")} detail={t("nameLater")} layout="row" onClick={onBack} className="mt-auto" />
      </section>
      <ReasonPicker
        key={stop.id}
        title={t("whyStood")}
        reasons={view.reasons.stop}
        save={floor("reasons.save")}
        onPick={(reason, comment) =>
          tap({
            command: { name: "classify-stop", input: { intervalId: stop.id, reason: reason.code, ...(comment === undefined ? {} : { comment }) } },
            text: entries("stop", { time: formats.time(stop.from, site.timeZone), reason: formats.inSentence(reason.name) }),
          })
        }
      />
    </SheetMain>
  );
}
