"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { SecondKey } from "@/components/shop-floor/key";
import { ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { Field } from "@/components/ui/field";
import type { ReasonChoice } from "@/lib/queries/operator/run-view";

/** One class in a row: what broke, what is missing, what is being changed, what was planned. */
const CLASSES = ["FAILURE", "EXTERNAL", "MATERIAL", "QUALITY", "CHANGEOVER", "OPERATOR", "PLANNED", "OTHER"];

type ReasonPickerProps = {
  title: string;
  reasons: readonly ReasonChoice[];
  suggested?: string | null;
  /** The word on the key that saves a reason with its words. */
  save: string;
  onPick: (reason: ReasonChoice, comment?: string) => void;
};

/** Why it stands: one tap on a reason saves it; a reason that needs a few words asks for them first (ST-03). */
export function ReasonPicker({ title, reasons, suggested, save, onPick }: ReasonPickerProps) {
  const t = useTranslations("floor.reasons");
  const [asking, setAsking] = useState<ReasonChoice>();
  const [comment, setComment] = useState("");
  const ordered = reasons.toSorted((a, b) => CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class));
  return (
    <section aria-labelledby="why" className="flex min-h-0 flex-col gap-4">
      <div className="flex flex-wrap items-end justify-between gap-x-4">
        <h1 id="why" className="text-floor-lg font-semibold">
          {title}
        </h1>
        <p className="text-ink-2">{asking === undefined ? t("oneTap") : t("needsWords")}</p>
      </div>
      {asking === undefined ? (
        ordered.length === 0 ? (
          <p className="text-floor-md">{t("none")}</p>
        ) : (
          <ReasonTiles
            label={t("name")}
            reasons={ordered.map((one) => ({ code: one.code, label: one.name, suggested: one.code === suggested }))}
            onPick={(code) => {
              const reason = ordered.find((one) => one.code === code);
              if (reason?.comment === true) setAsking(reason);
              else if (reason !== undefined) onPick(reason);
            }}
          />
        )
      ) : (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            onPick(asking, comment.trim());
          }}
        >
          <Field size="floor" label={t("whatHappened", { reason: asking.name })} value={comment} maxLength={500} onChange={(event) => setComment(event.target.value)} />
          <div className="grid grid-cols-2 gap-4">
            <SecondKey label={t("other")} onClick={() => setAsking(undefined)} />
            <SecondKey type="submit" primary label={save} disabled={comment.trim() === ""} />
          </div>
        </form>
      )}
    </section>
  );
}
