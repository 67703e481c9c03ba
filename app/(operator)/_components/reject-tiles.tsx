"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { type Reason, ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { useEscape } from "@/components/shop-floor/use-escape";
import { branchesOf, type ReasonBranch, reasonTree } from "@/lib/client/reason-tree";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";

type RejectTilesProps = { label: string; reasons: readonly ReasonChoice[]; selected: string | undefined; onPick: (code: string) => void };

/** Two rows of tiles. */
const AT_ONCE = 8;
/** No reason of a site has this code. */
const UP = "..";

/** Why something is scrap or goes to rework: all of it at once, or below the groups of the site where that is too much for the glass; what is still too much scrolls. */
export function RejectTiles({ label, reasons, selected, onPick }: RejectTilesProps) {
  const t = useTranslations("floor.reasons");
  const [opened, setOpened] = useState<readonly ReasonBranch[]>([]);
  const [above, open] = opened.length > 1 ? opened.slice(-2) : [undefined, opened[0]];
  const close = () => setOpened(opened.slice(0, -1));
  useEscape(close, open !== undefined, true);
  const nameOf = (branch: ReasonBranch) => branch.name ?? t(`classes.${branch.class}`);
  const { often, branches } = reasonTree(reasons, undefined, AT_ONCE);
  const below = open === undefined ? branches : branchesOf(open);
  const groups = below.filter((branch) => branch.reasons.length > 1);
  const tiles: readonly Reason[] = [
    ...(open === undefined
      ? often.map((one) => ({ code: one.code, label: one.name }))
      : [{ code: UP, icon: "arrow-left" as const, label: above === undefined ? t("allKinds") : nameOf(above) }]),
    ...below.flatMap((branch) =>
      groups.includes(branch) ? [{ code: branch.key, label: `${nameOf(branch)} …` }] : branch.reasons.map((one) => ({ code: one.code, label: one.name })),
    ),
  ];
  return (
    <ReasonTiles
      look="scrap"
      label={open === undefined ? label : nameOf(open)}
      reasons={tiles}
      selected={groups.find((branch) => branch.reasons.some((one) => one.code === selected))?.key ?? selected ?? ""}
      onPick={(code) => {
        const branch = groups.find((each) => each.key === code);
        if (code === UP) close();
        else if (branch === undefined) onPick(code);
        else setOpened([...opened, branch]);
      }}
      className="overflow-y-auto portrait:max-h-40"
    />
  );
}
