"use client";

import { useTranslations } from "next-intl";
import { Age } from "@/components/data/age";
import { Glyph } from "@/components/ui/glyph";
import { Panel } from "@/components/ui/panel";
import { useFormats } from "@/lib/format/formats";
import { unitSymbol } from "@/lib/format/quantity";
import type { UnitScreen } from "@/lib/queries/planner/unit-screen";

const COUNTERS = ["GOOD", "SCRAP", "TOTAL"] as const;

/** What the machine counted in the period, what each counter reads, and how old that is. */
export function CountersPanel({ screen }: { screen: UnitScreen }) {
  const t = useTranslations("unit.signals");
  const formats = useFormats();
  const counters = COUNTERS.flatMap((name) => screen.signals.find((signal) => signal.kind === "COUNTER" && signal.name === name) ?? []);
  return (
    <Panel title={t("title")} note={counters.length === 0 ? undefined : t("made")}>
      {counters.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{t("none")}</p>
      ) : (
        <dl className="flex flex-wrap gap-x-14 gap-y-3 px-4 pb-4">
          {counters.map(({ name, made, value, at, trusted, uom }) => (
            <div key={name}>
              <dt className="text-sm text-ink-2">{t(COUNTERS.find((one) => one === name) ?? "TOTAL")}</dt>
              <dd className="text-2xl leading-tight font-semibold tracking-[-0.02em]">
                {formats.quantity(made ?? "0")}
                {uom === null ? null : <small className="ml-1.5 text-sm font-normal tracking-normal text-ink-3">{unitSymbol(uom)}</small>}
              </dd>
              <dd className="text-xs text-ink-3">
                {value === null || at === null ? (
                  t("never")
                ) : (
                  <>
                    {t("reads", { value: formats.quantity(value) })}
                    {", "}
                    {trusted ? t.rich("ago", { age: () => <Age since={at} initialNow={screen.asOf} /> }) : null}
                  </>
                )}
                {at === null || trusted ? null : (
                  <>
                    <Glyph shape="offline" className="mr-1 inline size-3" />
                    {t.rich("lost", { age: () => <Age since={at} initialNow={screen.asOf} /> })}
                  </>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
