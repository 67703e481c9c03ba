"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { SecondKey } from "@/components/shop-floor/key";
import { ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { useEscape } from "@/components/shop-floor/use-escape";
import { branchesOf, type ReasonBranch, reasonTree } from "@/lib/client/reason-tree";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";

type RejectTilesProps = { label: string; reasons: readonly ReasonChoice[]; selected: string | undefined; onPick: (code: string) => void };

/** Three rows of tiles. */
const AT_ONCE = 12;

/** Why something is scrap or goes to rework: all of it at once, or below the groups of the site where that is too much for the glass. */
export function RejectTiles({ label, reasons, selected, onPick }: RejectTilesProps) {
  const t = useTranslations("floor.reasons");
  const [opened, setOpened] = useState<readonly ReasonBranch[]>([]);
  const open = opened.at(-1);
  const { often, branches } = reasonTree(reasons, undefined, AT_ONCE);
  useEscape(() => setOpened(opened.slice(0, -1)), open !== undefined);
  const below = open === undefined ? branches : branchesOf(open);
  const flat = open === undefined ? often : [];
  const holds = ({ reasons: inside }: ReasonBranch) => inside.some((one) => one.code === selected);
  return (
    <>
      <ReasonTiles
        look="scrap"
        label={open === undefined ? label : (open.name ?? t(`classes.${open.class}`))}
        reasons={[
          ...flat.map((one) => ({ code: one.code, label: one.name })),
          ...below.map((branch) => {
            const [only, ...more] = branch.reasons;
            if (only !== undefined && more.length === 0) return { code: only.code, label: only.name };
            return { code: branch.key, label: `${branch.name ?? t(`classes.${branch.class}`)} …` };
          }),
        ]}
        selected={below.find((branch) => branch.reasons.length > 1 && holds(branch))?.key ?? selected ?? ""}
        onPick={(code) => {
          const branch = below.find((each) => each.key === code && each.reasons.length > 1);
          if (branch === undefined) onPick(code);
          else setOpened([...opened, branch]);
        }}
      />
      {open === undefined ? null : (
        <SecondKey icon="arrow-left" label={opened.length > 1 ? t("back") : t("allKinds")} onClick={() => setOpened(opened.slice(0, -1))} className="flex-none self-start" />
      )}
    </>
  );
}
