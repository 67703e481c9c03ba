"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { Age } from "@/components/data/age";
import { Glyph } from "@/components/ui/glyph";
import { Panel } from "@/components/ui/panel";
import { useFormats } from "@/lib/format/formats";
import { unitSymbol } from "@/lib/format/quantity";
import type { UnitScreen } from "@/lib/queries/planner/unit-screen";
import { CounterDialog, type CounterSpan } from "./counter-dialog";

const COUNTERS = ["GOOD", "SCRAP", "TOTAL"] as const;

type Opened = Pick<CounterSpan, "from" | "to"> & { readonly name: (typeof COUNTERS)[number] };

/** What the machine counted in the period, what each counter reads, and how old that is. What was counted opens to when. */
export function CountersPanel({ screen }: { screen: UnitScreen }) {
  const t = useTranslations("unit.signals");
  const [opened, setOpened] = useState<Opened | null>(null);
  const formats = useFormats();
  const { past } = screen;
  const counters = COUNTERS.flatMap((counter) => {
    const signal = screen.signals.find((one) => one.kind === "COUNTER" && one.name === counter);
    return signal === undefined ? [] : [{ ...signal, counter }];
  });
  return (
    <Panel title={t("title")} note={counters.length === 0 ? undefined : t("made")}>
      {counters.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{t("none")}</p>
      ) : (
        <dl className="flex flex-wrap gap-x-14 gap-y-3 px-4 pb-4">
          {counters.map(({ counter, made, value, at, trusted, uom }) => (
            <div key={counter}>
              <dt className="text-sm text-ink-2">{t(counter)}</dt>
              <dd className="text-2xl leading-tight font-semibold tracking-[-0.02em]">
                <button
                  type="button"
                  aria-haspopup="dialog"
                  disabled={past === null}
                  onClick={() => setOpened(past === null ? null : { name: counter, from: past.from, to: past.to })}
                  className="-mx-1 rounded-xs px-1 underline decoration-line-strong decoration-dotted decoration-1 underline-offset-4 hover:bg-sunken disabled:no-underline"
                >
                  {made === null && value === null ? "–" : formats.quantity(made ?? "0")}
                  <span className="sr-only">{`, ${t("open", { counter: t(counter) })}`}</span>
                </button>
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
      {opened === null ? null : (
        <CounterDialog
          span={{ site: screen.site, unit: screen.unit.code, counter: opened.name, from: opened.from, to: opened.to }}
          label={`${t(opened.name)}, ${screen.unit.code}`}
          onClose={() => setOpened(null)}
        />
      )}
    </Panel>
  );
}
