"use client";

import { useLocale, useTranslations } from "next-intl";
import clsx from "clsx";
import { Age, Stopwatch } from "@/components/data/age";
import { seenState } from "@/components/data/equipment-state";
import { StateGlyph } from "@/components/data/state-glyph";
import { useStateWord } from "@/components/shop-floor/state-word";
import { Glyph } from "@/components/ui/glyph";
import { Icon } from "@/components/ui/icon";
import { useNow } from "@/components/ui/use-now";
import { compare } from "@/lib/client/exact";
import { plannedBy, plus } from "@/lib/client/pace";
import { useFormats } from "@/lib/format/formats";
import { formatPercent } from "@/lib/format/quantity";
import { differenceOf } from "@/lib/format/typed-decimal";
import { writtenLocale } from "@/lib/i18n/locales";
import type { UnitWork } from "@/lib/queries/planner/unit-work";
import type { WallCall, WallLine } from "@/lib/queries/planner/wall-screen";

const CALLS = ["LEAD", "MAINTENANCE", "MATERIAL", "QUALITY", "SAFETY"] as const;
/** A machine that was heard within this many seconds is as fresh as anybody across the hall can tell. */
const FRESH_SECONDS = 30;

/** One line: its state with its clock, what it makes against the plan, its OEE, and who is called. Solid red alone when it is down and that is fresh. */
export function WallTile({ line, asOf }: { line: WallLine; asOf: string }) {
  const t = useTranslations("wall");
  const word = useStateWord();
  const now = useNow(asOf);
  const { kind } = seenState(line.state);
  const down = kind === "down";
  const quiet = down ? "" : "text-ink-2";
  const old = line.heardAt !== null && now !== undefined && now - Date.parse(line.heardAt) > FRESH_SECONDS * 1000;
  return (
    <section
      aria-label={line.code}
      className={clsx(
        "flex h-full min-w-0 flex-col justify-between gap-[0.3em] overflow-hidden rounded border px-[1.1em] py-[0.6em]",
        down
          ? "border-down bg-down text-on-down stale:border-down-edge stale:bg-surface stale:text-down-ink stale:ring-2 stale:ring-down-edge stale:ring-inset"
          : "border-line bg-surface",
        kind === "offline" && "border-2! border-line-strong! border-dashed!",
      )}
    >
      <div>
        <div className="flex items-baseline justify-between gap-[0.6em]">
          <h2 className="min-w-0 truncate text-[2.4em] leading-none font-semibold tracking-[-0.02em]">{line.code}</h2>
          {line.since === null ? null : <Stopwatch since={line.since} initialNow={asOf} className="flex-none text-[2.4em] leading-none font-semibold" />}
        </div>
        <div className="mt-[0.3em] flex items-center gap-[0.7em] text-[1.55em] leading-tight">
          <StateGlyph state={line.state} word={word(line.state)} onRed={down} className="font-semibold! gap-[0.35em]! [&>svg]:size-[0.9em]" />
          <span className="min-w-0 truncate">{line.reason}</span>
          {old ? (
            <span className={clsx("ml-auto flex-none text-[0.85em]", quiet)}>{t.rich("age", { age: () => <Age since={line.heardAt ?? asOf} initialNow={asOf} /> })}</span>
          ) : null}
        </div>
      </div>
      {line.work === null ? <p className={clsx("text-[1.55em]", quiet)}>{t("noOrder")}</p> : <Made work={line.work} down={down} now={now} />}
      <div className="flex min-w-0 items-center justify-between gap-[0.8em] text-[1.55em] leading-tight">
        <Oee line={line} quiet={quiet} down={down} />
        <Calls calls={line.calls} asOf={asOf} down={down} />
      </div>
    </section>
  );
}

function Made({ work, down, now }: { work: UnitWork; down: boolean; now: number | undefined }) {
  const t = useTranslations("wall");
  const formats = useFormats();
  const { decimals, target } = work;
  const made = plus(work.good, work.counted);
  const plan = now === undefined ? undefined : plannedBy(work, now);
  const gap = plan === undefined ? undefined : differenceOf(made, plan);
  const sign = gap === undefined ? 0 : compare(gap, "0");
  const quiet = down ? "" : "text-ink-2";
  // Pixels only: the figures beside are the exact ones.
  const share = (value: string) => Math.min(100, (Number(value) / Math.max(Number(target), Number.MIN_VALUE)) * 100);
  return (
    <div>
      <p className="flex items-baseline gap-[0.6em] text-[1.55em] leading-tight">
        <b className="flex-none">{work.order}</b>
        <span className={clsx("min-w-0 truncate", quiet)}>{work.description || work.item}</span>
      </p>
      <p className="mt-[0.2em] flex items-baseline gap-[0.6em]">
        <b className="text-[2.9em] leading-none tracking-[-0.03em]">{formats.quantity(made, { decimals })}</b>
        <span className={clsx("text-[1.55em]", quiet)}>{`${t("of", { target: formats.quantity(target, { decimals }) })} ${formats.unit(work.uom)}`}</span>
        {gap === undefined ? null : (
          <span className="ml-auto flex flex-none items-center gap-[0.25em] text-[1.55em] font-semibold">
            {sign === 0 ? null : <Icon name={sign < 0 ? "arrow-down" : "arrow-up"} className="size-[0.9em]" />}
            {sign === 0 ? t("onPace") : t(sign < 0 ? "behind" : "ahead", { quantity: formats.quantity(gap.replace("-", ""), { decimals }) })}
          </span>
        )}
      </p>
      <div
        aria-hidden="true"
        className={clsx(
          "relative mt-[0.45em] h-[0.75em] rounded-xs",
          down ? "bg-[rgb(255_255_255/0.25)] stale:bg-sunken" : "bg-[color-mix(in_srgb,var(--color-idle)_55%,transparent)]",
        )}
      >
        <i className={clsx("absolute inset-y-0 left-0 rounded-xs", down ? "bg-on-down stale:bg-planned" : "bg-run")} style={{ width: `${share(made)}%` }} />
        {plan === undefined ? null : (
          <i className={clsx("absolute -inset-y-[0.25em] -ml-px w-[0.16em]", down ? "bg-on-down stale:bg-plan" : "bg-plan")} style={{ left: `${share(plan)}%` }} />
        )}
      </div>
    </div>
  );
}

/** A shape stands at a figure that cannot be right; why is told in words where no call needs their room. */
function Oee({ line, quiet, down }: { line: WallLine; quiet: string; down: boolean }) {
  const t = useTranslations("wall");
  const locale = writtenLocale(useLocale());
  const suspect = line.oee?.suspect === true;
  return (
    <p className={clsx("flex min-w-0 items-baseline gap-[0.3em] whitespace-nowrap", line.calls.length > 0 && "flex-none")}>
      <span className={quiet}>{t("oee")}</span>
      <b className="text-[1.25em]">{line.oee === null ? "–" : line.oee.percent === null ? "–" : formatPercent(line.oee.percent, { locale, decimals: 0 })}</b>
      {line.oee === null ? <span className={quiet}>{t("noShift")}</span> : null}
      {suspect ? (
        <span className={clsx("flex min-w-0 items-baseline gap-[0.3em]", down ? "" : "text-amber-ink")}>
          <Glyph shape="blocked" className="size-[0.85em] self-center" />
          <span className={line.calls.length > 0 ? "sr-only" : "truncate"}>{t("suspect")}</span>
        </span>
      ) : null}
    </p>
  );
}

/** The oldest call that nobody answers, else the oldest; how many more there are. */
function Calls({ calls, asOf, down }: { calls: readonly WallCall[]; asOf: string; down: boolean }) {
  const t = useTranslations("wall");
  const names = useTranslations("calls");
  const first = calls.find(({ acknowledged }) => !acknowledged) ?? calls[0];
  if (first === undefined) return null;
  const who = names(`${CALLS.find((one) => one === first.call) ?? "LEAD"}.label`);
  return (
    <p
      className={clsx(
        "flex min-w-0 items-center gap-[0.4em] font-semibold",
        first.acknowledged || down ? "" : "rounded bg-amber px-[0.5em] py-[0.15em] text-on-amber stale:bg-transparent stale:text-amber-ink",
      )}
    >
      {/* On amber the triangle of a warning would be amber on amber. */}
      <Icon name={first.acknowledged ? "check" : "bell"} className="size-[0.95em] flex-none" />
      <span className="truncate">{first.acknowledged ? t("comes", { who }) : t.rich("call", { who, age: () => <Age since={first.raisedAt} initialNow={asOf} /> })}</span>
      {calls.length > 1 ? <span className="flex-none font-normal">{t("moreCalls", { count: calls.length - 1 })}</span> : null}
    </p>
  );
}
