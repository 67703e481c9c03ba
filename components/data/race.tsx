import type { ReactNode } from "react";
import clsx from "clsx";
import { formatQuantity } from "@/lib/format/quantity";
import { Glyph, type GlyphShape } from "@/components/ui/glyph";

/** Where an operation of an order stands. `none`: nothing has arrived here yet. */
export type RaceState = "done" | "running" | "slow" | "waiting" | "none" | "setup" | "hold" | "blocked" | "paused" | "down" | "offline";

type RaceProps = {
  state: RaceState;
  /** The quantity that the operation has to make, as decimal text. */
  total: string;
  made?: string;
  /** Arrived and not yet made. */
  waiting?: string;
  /** What should have been made by now. */
  plan?: string;
  /** The line it runs on, or will. */
  line?: ReactNode;
  locale?: string;
  decimals?: number;
  labels?: { down: string; hold: string; blocked: string; paused: string; setup: string; offline: string; waiting: string; done: string; running: string };
};

const LABELS = { down: "Down", hold: "Hold", blocked: "Blocked", paused: "Paused", setup: "Setup", offline: "No signal", waiting: "waiting", done: "finished", running: "running" };
const SHAPE: Partial<Record<RaceState, GlyphShape>> = {
  done: "done",
  running: "running",
  slow: "slow",
  setup: "setup",
  hold: "blocked",
  blocked: "blocked",
  paused: "blocked",
  down: "down-inverse",
  offline: "offline",
};
const WORD_INK: Partial<Record<RaceState, string>> = { hold: "text-amber-ink", blocked: "text-amber-ink", paused: "text-amber-ink", setup: "text-setup-ink" };

function isPositive(value: string | undefined): value is string {
  return value !== undefined && Number(value) > 0;
}

function wordOf(state: RaceState, labels: typeof LABELS): string | undefined {
  return state === "running" || state === "slow" || state === "waiting" || state === "none" || state === "done" ? undefined : labels[state];
}

/** One operation on the board: made, waiting here, not here yet, and where the plan is now. A thin line when finished. */
export function Race({ state, total, made, waiting, plan, line, locale, decimals, labels = LABELS }: RaceProps) {
  const write = (value: string) => formatQuantity(value, { locale, decimals });
  // Pixels only: the figures beside are the exact ones.
  const share = (value: string | undefined) => (isPositive(value) ? Math.min(100, (Number(value) / Math.max(Number(total), Number.MIN_VALUE)) * 100) : 0);
  const shape = SHAPE[state];
  const word = wordOf(state, labels);
  const down = state === "down";
  const held = state === "hold";
  return (
    <div
      className={clsx(
        "flex h-full flex-col justify-center",
        down && "bg-down text-on-down stale:bg-transparent stale:text-down-ink stale:ring-2 stale:ring-down-edge stale:ring-inset",
      )}
    >
      <div className={clsx("flex h-5 items-center gap-1 pr-1.5 font-cond text-sm leading-none whitespace-nowrap", down ? "pl-2" : "text-ink-3")}>
        {shape ? <Glyph shape={shape} className="size-3" /> : null}
        {state === "done" ? <span className="sr-only">{labels.done}</span> : null}
        {state === "running" ? <span className="sr-only">{labels.running}</span> : null}
        {word ? <span className={clsx("font-semibold", down ? "" : (WORD_INK[state] ?? "text-ink-2"))}>{word}</span> : null}
        {isPositive(made) ? <span className={clsx(state !== "done" && "font-semibold", !down && state !== "done" && "text-ink")}>{write(made)}</span> : null}
        {isPositive(waiting) && state !== "done" ? (
          <span className="inline-flex items-center gap-1">
            <Glyph shape="waiting" className="size-3" />
            {write(waiting)}
            <span className="sr-only"> {labels.waiting}</span>
          </span>
        ) : null}
        {line === undefined ? null : (
          <span title={typeof line === "string" ? line : undefined} className={clsx("ml-auto truncate text-xs", !down && "text-ink-3")}>
            {line}
          </span>
        )}
      </div>
      {state === "done" ? (
        <div aria-hidden="true" className="mt-0.5 flex h-2 items-center">
          <i className="h-[3px] w-full bg-bar-2" />
        </div>
      ) : (
        <div aria-hidden="true" className={clsx("relative mt-0.5 flex h-2", down ? "mx-2 bg-[rgb(255_255_255/0.25)] stale:bg-sunken" : "mr-0.5 bg-sunken")}>
          <i
            className={clsx(
              down ? "bg-on-down stale:bg-down" : state === "offline" ? "outline-[1.5px] -outline-offset-[1.5px] outline-line-strong outline-dashed" : "bg-run",
              state === "slow" && "ring-2 ring-amber ring-inset",
            )}
            style={{ width: `${share(made)}%` }}
          />
          <i
            className={clsx(down ? "bg-[rgb(255_255_255/0.25)]" : held ? "ring-2 ring-amber ring-inset" : "bg-idle")}
            style={{ width: `${Math.min(share(waiting), 100 - share(made))}%` }}
          />
          {isPositive(plan) ? (
            <i className={clsx("absolute -inset-y-[3px] -ml-px w-0.5", down ? "bg-on-down stale:bg-ink-3" : "bg-plan")} style={{ left: `${share(plan)}%` }} />
          ) : null}
        </div>
      )}
    </div>
  );
}

const KEYS = { finished: "finished", made: "made", waiting: "waiting here", notHere: "not here yet", plan: "plan for now" };

/** What the bars of the board mean, under its table. */
export function RaceKey({ note, labels = KEYS }: { note?: ReactNode; labels?: typeof KEYS }) {
  const item = "inline-flex items-center gap-1.5";
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-1 border-t border-line px-3 py-1.5 text-xs text-ink-3">
      <span className={item}>
        <i className="h-[3px] w-6 bg-bar-2" />
        {labels.finished}
      </span>
      <span className={item}>
        <i className="h-2 w-6 bg-run" />
        {labels.made}
      </span>
      <span className={item}>
        <i className="h-2 w-6 bg-idle" />
        {labels.waiting}
      </span>
      <span className={item}>
        <i className="h-2 w-6 bg-sunken" />
        {labels.notHere}
      </span>
      <span className={item}>
        <i className="h-3.5 w-0.5 bg-plan" />
        {labels.plan}
      </span>
      {note === undefined ? null : <span className="ml-auto">{note}</span>}
    </div>
  );
}
