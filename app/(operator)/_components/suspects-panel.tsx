"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Age } from "@/components/data/age";
import { Icon } from "@/components/ui/icon";
import type { LeadView } from "@/lib/queries/operator/lead-view";
import { Panel } from "./lead-panel";
import { useSuspectWords } from "./suspect-words";

/** EX-21: what was taken for review, with what it is about and what to do; a tap opens it among the calls, where it is settled. */
export function SuspectsPanel({ view: { suspects, cut } }: { view: LeadView }) {
  const t = useTranslations("suspects");
  const words = useSuspectWords();
  return (
    <Panel title={t("title", { count: suspects.length })} none={t("none")} empty={suspects.length === 0} whole cut={cut.includes("suspects")}>
      {suspects.map(({ id, suspect, unit, raisedAt, acknowledged, timeZone }) => (
        <li key={id}>
          <Link
            href={`/calls?call=${id}`}
            className={clsx(
              "flex min-h-[88px] min-w-0 items-start gap-4 rounded border-2 bg-raised px-5 py-3 leading-[1.3] text-ink no-underline active:bg-sunken",
              acknowledged ? "border-line-strong" : "border-amber",
            )}
          >
            <Icon name="question" className="mt-0.5 size-7 flex-none" />
            <span className="min-w-0 flex-1">
              <b className="block text-floor-md break-words">{unit === null ? t(`kinds.${suspect.kind}`) : t("at", { what: t(`kinds.${suspect.kind}`), machine: unit })}</b>
              {words.facts(suspect, timeZone).map((fact) => (
                <span key={fact} className="block break-words">
                  {fact}
                </span>
              ))}
              <span className="block break-words text-ink-2">{words.next(suspect)}</span>
            </span>
            <Age since={raisedAt} className="flex-none font-semibold whitespace-nowrap" />
          </Link>
        </li>
      ))}
    </Panel>
  );
}
