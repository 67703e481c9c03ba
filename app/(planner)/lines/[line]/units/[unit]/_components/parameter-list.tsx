"use client";

import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import { Age } from "@/components/data/age";
import { Glyph } from "@/components/ui/glyph";
import { Mark } from "@/components/ui/mark";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { compare } from "@/lib/client/exact";
import { useFormats } from "@/lib/format/formats";
import { unitSymbol } from "@/lib/format/quantity";
import type { UnitScreen } from "@/lib/queries/planner/unit-screen";
import type { UnitSignal } from "@/lib/queries/planner/unit-signals";

type ListProps = {
  screen: UnitScreen;
  parameters: readonly UnitSignal[];
  /** Names of those whose trend is open. */
  drawn: readonly string[];
  /** No further trend can be opened. */
  full: boolean;
  onToggle: (name: string) => void;
  trendOf: (signal: UnitSignal) => ReactNode;
};

/** All parameters of a machine with many: its value now, its limits and whether it keeps them, and the trend of those that are opened. */
export function ParameterList({ screen, parameters, drawn, full, onToggle, trendOf }: ListProps) {
  const t = useTranslations("unit.trend");
  const outside = parameters.filter((one) => one.outside).length;
  return (
    <Panel title={t("title")} note={outside === 0 ? t("hint") : <Mark kind="critical">{t("outsideNow", { count: outside })}</Mark>}>
      <ul aria-label={t("title")}>
        {parameters.map((signal) => {
          const open = drawn.includes(signal.name);
          return (
            <li key={signal.name} className="border-t border-line">
              <button
                type="button"
                aria-expanded={open}
                disabled={full && !open}
                onClick={() => onToggle(signal.name)}
                className="flex min-h-9 w-full flex-wrap items-baseline gap-x-3 px-4 py-1.5 text-left hover:bg-sunken focus-visible:-outline-offset-3"
              >
                <span aria-hidden="true" className={`text-ink-3 ${open ? "rotate-90" : ""}`}>
                  ›
                </span>
                <ParameterNow signal={signal} screen={screen} />
              </button>
              {open ? <div className="px-4 pb-4">{trendOf(signal)}</div> : null}
            </li>
          );
        })}
      </ul>
      {screen.signalsLeftOff === 0 ? null : <PanelFoot>{t("leftOff", { count: screen.signalsLeftOff })}</PanelFoot>}
    </Panel>
  );
}

/** One line: name, whether it keeps its limits, limits, value and age. */
function ParameterNow({ signal, screen }: { signal: UnitSignal; screen: UnitScreen }) {
  const t = useTranslations("unit.trend");
  const signals = useTranslations("unit.signals");
  const formats = useFormats();
  const { name, value, at, trusted, low, high, outside } = signal;
  const uom = signal.uom === null ? "" : unitSymbol(signal.uom);
  const beyond = value !== null && ((low !== null && compare(value, low) < 0) || (high !== null && compare(value, high) > 0));
  const limits = [...(low === null ? [] : [t("low", { value: formats.measured(low) })]), ...(high === null ? [] : [t("high", { value: formats.measured(high) })])];
  return (
    <>
      <b className="min-w-0 flex-1 basis-40 break-words">{name}</b>
      {outside ? <Mark kind={beyond ? "critical" : "warning"}>{t(beyond ? "outside" : "untold")}</Mark> : null}
      <span className="text-xs text-ink-3">{limits.length === 0 ? t("noLimits") : limits.join(", ")}</span>
      <span className="w-28 flex-none text-right font-semibold">{value === null ? "–" : `${formats.measured(value)} ${uom}`}</span>
      <span className="w-24 flex-none text-right text-xs text-ink-3">
        {at === null ? (
          signals("never")
        ) : trusted ? (
          signals.rich("ago", { age: () => <Age since={at} initialNow={screen.asOf} /> })
        ) : (
          <span className="text-amber-ink">
            <Glyph shape="offline" className="mr-1 inline size-3" />
            {t.rich("silent", { age: () => <Age since={at} initialNow={screen.asOf} /> })}
          </span>
        )}
      </span>
    </>
  );
}
