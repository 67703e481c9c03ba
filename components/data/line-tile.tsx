import type { ReactNode } from "react";
import Link from "next/link";
import clsx from "clsx";
import { Age } from "./age";
import { seenState } from "./equipment-state";
import { StateGlyph } from "./state-glyph";
import { type RibbonInterval, StateRibbon } from "./state-ribbon";

type LineTileProps = {
  name: string;
  state: string;
  /** A better word than ours for the state: "Cleaning". */
  word?: string;
  /** When the line was last heard. */
  heardAt?: string;
  initialNow?: string;
  intervals: readonly RibbonInterval[];
  from: string;
  to: string;
  /** Order, or why there is none. */
  first?: ReactNode;
  /** Rate, or since when. */
  second?: ReactNode;
  href?: string;
};

/** One line on the strip: what it does now, what it did in the window, what it works on. Solid red only when it is down and fresh. */
export function LineTile({ name, state, word, heardAt, initialNow, intervals, from, to, first, second, href }: LineTileProps) {
  const { kind } = seenState(state);
  const down = kind === "down";
  const quiet = down ? "" : "text-ink-3";
  const body = (
    <>
      <div className="flex items-baseline justify-between gap-1 leading-[1.2]">
        <b className="truncate">{name}</b>
        {heardAt === undefined ? null : <Age since={heardAt} initialNow={initialNow} className={clsx("flex-none text-2xs", kind === "offline" ? "font-medium text-ink" : quiet)} />}
      </div>
      <div className="mt-0.5 mb-1.5">
        <StateGlyph
          state={state}
          word={word}
          onRed={down}
          className={clsx("text-sm", down ? "font-semibold! stale:text-down-ink!" : kind === "offline" ? "" : "font-normal! text-ink-2!")}
        />
      </div>
      <StateRibbon intervals={intervals} from={from} to={to} label={`${name}, ${word ?? seenState(state).word}`} onRed={down} />
      <div className={clsx("mt-1.5 font-cond text-xs leading-[1.3]", quiet)}>
        <div className="truncate">{first ?? "\u00a0"}</div>
        <div className="truncate">{second ?? "\u00a0"}</div>
      </div>
    </>
  );
  const look = clsx(
    "block h-full min-w-0 px-2.5 py-2 no-underline",
    down ? "bg-down text-on-down stale:bg-surface stale:text-down-ink stale:ring-2 stale:ring-down-edge stale:ring-inset" : "text-ink",
    kind === "offline" && "outline-2 -outline-offset-3 outline-line-strong outline-dashed",
  );
  return (
    <li className="-mr-px -mb-px min-w-0 border-r border-b border-line">
      {href === undefined ? (
        <div className={look}>{body}</div>
      ) : (
        <Link href={href} className={clsx(look, "focus-visible:-outline-offset-3 focus-visible:outline-accent focus-visible:outline-solid")}>
          {body}
        </Link>
      )}
    </li>
  );
}

/** The lines of one site, side by side; they wrap when there are more than fit. */
export function LineStrip({ title, note, children, className }: { title: string; note?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section aria-label={title} className={clsx("min-w-0", className)}>
      <div className="mb-1 flex justify-between text-xs font-medium text-ink-3">
        <h2>{title}</h2>
        {note === undefined ? null : <span>{note}</span>}
      </div>
      <ul className="grid grid-cols-[repeat(auto-fit,minmax(6.25rem,1fr))] overflow-hidden rounded border border-line bg-surface">{children}</ul>
    </section>
  );
}
