"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { type Reason, ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { useEscape } from "@/components/shop-floor/use-escape";
import { Field } from "@/components/ui/field";
import type { IconName } from "@/components/ui/icon";
import { type ReasonBranch, type ReasonClass, reasonTree } from "@/lib/client/reason-tree";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";

const ICONS: Readonly<Record<ReasonClass, IconName>> = {
  FAILURE: "wrench",
  EXTERNAL: "utility",
  MATERIAL: "box",
  QUALITY: "flask",
  CHANGEOVER: "swap",
  OPERATOR: "person",
  PLANNED: "sliders",
  OTHER: "question",
};

type ReasonPickerProps = {
  title: string;
  reasons: readonly ReasonChoice[];
  suggested?: string | null;
  /** The one that stands now. */
  selected?: string;
  /** The word on the key that saves a reason with its words. */
  save: string;
  onPick: (reason: ReasonChoice, comment?: string) => void;
};

/** Why it stands: what is named most here by one tap, everything else below its class; a reason that needs a few words asks for them first (ST-03). */
export function ReasonPicker({ title, reasons, suggested, selected, save, onPick }: ReasonPickerProps) {
  const t = useTranslations("floor.reasons");
  const [asking, setAsking] = useState<ReasonChoice>();
  const [comment, setComment] = useState("");
  const [open, setOpen] = useState<ReasonBranch>();
  const { often, branches } = reasonTree(reasons, suggested);
  useEscape(() => (asking === undefined ? setOpen(undefined) : setAsking(undefined)), asking !== undefined || open !== undefined);
  const tile = (one: ReasonChoice): Reason => ({ code: one.code, label: one.name, suggested: one.code === suggested });
  const pick = (code: string) => {
    const branch = branches.find((each) => `class/${each.class}` === code);
    const reason = reasons.find((one) => one.code === code);
    if (reason?.comment === true) setAsking(reason);
    else if (reason !== undefined) onPick(reason);
    else setOpen(branch);
  };
  return (
    <section aria-labelledby="why" className="flex min-h-0 flex-col gap-4">
      <div className="flex flex-wrap items-end justify-between gap-x-4">
        <h1 id="why" className="text-floor-lg font-semibold">
          {title}
        </h1>
        <p className="text-ink-2">{asking !== undefined ? t("needsWords") : open === undefined ? t("oneTap") : t(`classes.${open.class}`)}</p>
      </div>
      {asking !== undefined ? (
        <form
          className="grid gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            onPick(asking, comment.trim());
          }}
        >
          <Field size="floor" label={t("whatHappened", { reason: asking.name })} value={comment} maxLength={500} onChange={(event) => setComment(event.target.value)} />
          <div className="grid grid-cols-2 gap-4">
            <Key icon="arrow-left" label={t("other")} layout="row" onClick={() => setAsking(undefined)} />
            <Key type="submit" icon="check" primary label={save} layout="row" disabled={comment.trim() === ""} />
          </div>
        </form>
      ) : reasons.length === 0 ? (
        <p className="text-floor-md">{t("none")}</p>
      ) : open !== undefined ? (
        <>
          <ReasonTiles label={t("name")} selected={selected} reasons={open.reasons.map(tile)} onPick={pick} />
          <SecondKey icon="arrow-left" label={t("allKinds")} onClick={() => setOpen(undefined)} className="self-start" />
        </>
      ) : (
        <div role="group" aria-label={t("name")} className="flex min-h-0 flex-1 flex-col gap-3">
          {often.length === 0 ? null : (
            <>
              {branches.length === 0 ? null : <h2 className="text-ink-2">{t("often")}</h2>}
              <ReasonTiles
                label={t("often")}
                selected={selected}
                reasons={often.map(tile)}
                onPick={pick}
                className={branches.length === 0 ? undefined : "flex-none! auto-rows-[120px]!"}
              />
            </>
          )}
          {branches.length === 0 ? null : (
            <>
              {often.length === 0 ? null : <h2 className="text-ink-2">{t("all")}</h2>}
              <ReasonTiles
                label={t("all")}
                selected={selected}
                reasons={branches.map((branch) => {
                  const [only, ...more] = branch.reasons;
                  if (only !== undefined && more.length === 0) return tile(only);
                  return { code: `class/${branch.class}`, label: t(`classes.${branch.class}`), icon: ICONS[branch.class], note: t("count", { count: branch.reasons.length }) };
                })}
                onPick={pick}
              />
            </>
          )}
        </div>
      )}
    </section>
  );
}
