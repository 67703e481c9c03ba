"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Glyph } from "@/components/ui/glyph";
import { useFormats } from "@/lib/format/formats";
import type { CrewSkills } from "@/lib/queries/operator/crew-skills";
import type { LeadView } from "@/lib/queries/operator/lead-view";
import { Panel } from "./lead-panel";

/** §9.2, EX-01: who of those at work may work at what, with what ends soon; first the machines with work for which nobody has what they ask. */
export function SkillsPanel({ view: { skills, cut } }: { view: LeadView }) {
  const t = useTranslations("lead.skills");
  const { people, lacking } = skills;
  return (
    <Panel
      title={t("title", { count: lacking.length })}
      none={t("nobody")}
      empty={people.length === 0 && lacking.length === 0}
      note={cut.includes("attending") || cut.includes("crew") ? t("cut", { count: people.length }) : undefined}
    >
      {lacking.map(({ code, unit, capabilities }) => (
        <li key={code}>
          <Link
            href={`/station/${encodeURIComponent(code)}`}
            className="flex min-h-[88px] min-w-0 items-center gap-4 rounded border-2 border-amber bg-raised px-5 py-3 leading-[1.3] text-ink no-underline active:bg-sunken"
          >
            <Glyph shape="blocked" className="size-7 flex-none" />
            <span className="min-w-0 flex-1">
              <b className="block text-floor-md break-words">{unit}</b>
              <span className="block break-words">{t("lacking", { skills: capabilities.join(", ") })}</span>
            </span>
          </Link>
        </li>
      ))}
      {people.map((person) => (
        <li key={person.personId} className="grid min-w-0 gap-1 border-b border-line pb-3 leading-[1.3] last:border-b-0">
          <b className="block text-floor-md break-words">{person.name}</b>
          {person.skills.length === 0 ? (
            <span className="text-ink-2">{t("none")}</span>
          ) : (
            <ul aria-label={t("of", { name: person.name })} className="flex flex-wrap gap-x-4 gap-y-1">
              {person.skills.map((skill) => (
                <Skill key={skill.capability} skill={skill} timeZone={person.timeZone} />
              ))}
            </ul>
          )}
        </li>
      ))}
    </Panel>
  );
}

function Skill({ skill: { capability, validTo, state }, timeZone }: { skill: CrewSkills["people"][number]["skills"][number]; timeZone: string }) {
  const t = useTranslations("lead.skills");
  const formats = useFormats();
  const until = validTo === null || state === "VALID" ? null : formats.date(validTo, timeZone);
  return (
    <li className={clsx("inline-flex min-w-0 items-center gap-2", until === null ? "text-ink-2" : "font-semibold text-amber-ink")}>
      {until === null ? null : <Glyph shape="blocked" className="size-4 flex-none" />}
      <span className="min-w-0 break-words">{until === null ? capability : t(state === "OVER" ? "over" : "endsSoon", { skill: capability, date: until })}</span>
    </li>
  );
}
