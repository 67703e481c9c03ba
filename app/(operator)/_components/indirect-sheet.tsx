"use client";

import { useTranslations } from "next-intl";
import { Key } from "@/components/shop-floor/key";
import { ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { SheetMain } from "@/components/shop-floor/sheet";
import type { IconName } from "@/components/ui/icon";
import { useFormats } from "@/lib/format/formats";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";

/** Pictures of the activities that are shipped. */
const ICONS: Readonly<Record<string, IconName>> = {
  CLEANING: "spray",
  MEETING: "people",
  TRAINING: "question",
  WAITING: "hourglass",
  UPKEEP: "wrench",
  TRANSPORT: "truck",
  OTHER: "hand",
};

/** What somebody does who works on no order: one tap books their time on it and takes them off their runs (EX-17, EX-18). */
export function IndirectSheet({ view: { indirect, unit }, onClose }: { view: RunView; onClose: () => void }) {
  const t = useTranslations("indirect");
  const back = useTranslations("floor")("back");
  const formats = useFormats();
  const { tap } = useFloor();
  return (
    <SheetMain work="tiles">
      <section aria-label={t("what")} className="flex min-h-0 flex-col gap-4">
        <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35]">
          <b className="block text-floor-md">{t("what")}</b>
          <p className="mt-1 text-ink-2">{t("whatDetail")}</p>
        </div>
        <Key icon="arrow-left" label={back} detail={t("nothingChanges")} layout="row" onClick={onClose} className="mt-auto" />
      </section>
      <section aria-labelledby="other-work" className="flex min-h-0 flex-col gap-4">
        <h1 id="other-work" className="text-floor-lg font-semibold">
          {t("which")}
        </h1>
        {indirect.choices.length === 0 ? (
          <p className="text-floor-md">{t("none")}</p>
        ) : (
          <ReasonTiles
            label={t("which")}
            reasons={indirect.choices.map(({ code, name }) => ({ code, label: name, icon: ICONS[code], note: "" }))}
            selected={indirect.now?.code}
            onPick={(code) => {
              const name = indirect.choices.find((one) => one.code === code)?.name ?? code;
              tap({ command: { name: "start-indirect", input: { workUnitId: unit.id, code } }, text: t("began", { name: formats.inSentence(name) }) });
              onClose();
            }}
          />
        )}
      </section>
    </SheetMain>
  );
}
