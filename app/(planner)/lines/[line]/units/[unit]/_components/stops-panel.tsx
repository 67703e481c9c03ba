"use client";

import { useTranslations } from "next-intl";
import { StateGlyph } from "@/components/data/state-glyph";
import { useStateWord } from "@/components/shop-floor/state-word";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { useFormats } from "@/lib/format/formats";
import type { UnitPast, UnitScreen } from "@/lib/queries/planner/unit-screen";
import { useStopWords } from "./stop-words";

/** The stops of the period, the latest first; each opens. */
export function StopsPanel({ screen, past, onOpen }: { screen: UnitScreen; past: UnitPast; onOpen: (id: string) => void }) {
  const t = useTranslations("unit.stops");
  const word = useStateWord();
  const words = useStopWords(screen);
  const formats = useFormats();
  const { rows, total } = past.stops;
  return (
    <Panel title={t("title")} note={total === 0 ? undefined : t("note", { count: total })} className="max-h-[34rem]">
      {rows.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{past.times.states.length === 0 ? t("unknown") : t("none")}</p>
      ) : (
        <ul aria-label={t("title")} className="min-h-0 overflow-y-auto">
          {rows.map((stop) => (
            <li key={stop.id} className="border-t border-line">
              <button
                type="button"
                onClick={() => onOpen(stop.id)}
                className="flex min-h-10 w-full items-baseline gap-3 px-4 py-1.5 text-left hover:bg-sunken focus-visible:-outline-offset-3"
              >
                <span className="min-w-0 flex-1">
                  <b className="block truncate">{words.why(stop)}</b>
                  <span className="text-xs text-ink-3">{words.when(stop)}</span>
                </span>
                <StateGlyph state={stop.state} word={word(stop.state)} className="text-sm" />
                <span className="w-16 flex-none text-right font-semibold">{words.lasted(stop)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {rows.length < total ? <PanelFoot>{t("first", { shown: formats.quantity(String(rows.length)), count: formats.quantity(String(total)) })}</PanelFoot> : null}
    </Panel>
  );
}
