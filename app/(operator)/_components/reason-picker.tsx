"use client";

import { useId, useState } from "react";
import { useTranslations } from "next-intl";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { type Reason, ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { useEscape } from "@/components/shop-floor/use-escape";
import { Field } from "@/components/ui/field";
import type { IconName } from "@/components/ui/icon";
import { branchesOf, classOf, type ReasonBranch, type ReasonClass, reasonTree } from "@/lib/client/reason-tree";
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
  /** The word on the key that saves a reason with its words; absent where none are taken with it, and a tap saves nothing yet. */
  save?: string;
  onPick: (reason: ReasonChoice, comment?: string) => void;
};

/** Why it stands: what is named most here by one tap, everything else below the groups of the site or its class; a reason that needs a few words asks for them first (ST-03). */
export function ReasonPicker({ title, reasons, suggested, selected, save, onPick }: ReasonPickerProps) {
  const t = useTranslations("floor.reasons");
  const heading = useId();
  const [asking, setAsking] = useState<ReasonChoice>();
  const [comment, setComment] = useState("");
  /** From the outermost in. */
  const [opened, setOpened] = useState<readonly ReasonBranch[]>([]);
  const [above, open] = opened.length > 1 ? opened.slice(-2) : [undefined, opened[0]];
  const { often, branches } = reasonTree(reasons, suggested);
  useEscape(() => (asking === undefined ? setOpened(opened.slice(0, -1)) : setAsking(undefined)), asking !== undefined || open !== undefined);
  const tile = (one: ReasonChoice): Reason => ({ code: one.code, label: one.name, icon: ICONS[classOf(one)], suggested: one.code === suggested });
  const nameOf = (branch: ReasonBranch) => branch.name ?? t(`classes.${branch.class}`);
  const below = open === undefined ? branches : branchesOf(open);
  const pick = (code: string) => {
    const branch = below.find((each) => each.key === code);
    const reason = reasons.find((one) => one.code === code);
    if (branch !== undefined) setOpened([...opened, branch]);
    else if (save !== undefined && reason?.comment === true) setAsking(reason);
    else if (reason !== undefined) onPick(reason);
  };
  const tiles = below.map((branch): Reason => {
    const [only, ...more] = branch.reasons;
    if (only !== undefined && more.length === 0) return tile(only);
    return { code: branch.key, label: nameOf(branch), icon: ICONS[branch.class], note: t("count", { count: branch.reasons.length }) };
  });
  return (
    <section aria-labelledby={heading} className="flex min-h-0 flex-col gap-4">
      <div className="flex flex-wrap items-end justify-between gap-x-4">
        <h1 id={heading} className="text-floor-lg font-semibold">
          {title}
        </h1>
        <p className="text-ink-2">{asking !== undefined ? t("needsWords") : open !== undefined ? opened.map(nameOf).join(" / ") : save === undefined ? null : t("oneTap")}</p>
      </div>
      {asking !== undefined && save !== undefined ? (
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
          <ReasonTiles label={t("name")} selected={selected} reasons={tiles} onPick={pick} />
          <SecondKey icon="arrow-left" label={above === undefined ? t("allKinds") : nameOf(above)} onClick={() => setOpened(opened.slice(0, -1))} className="self-start" />
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
              <ReasonTiles label={t("all")} selected={selected} reasons={tiles} onPick={pick} />
            </>
          )}
        </div>
      )}
    </section>
  );
}
