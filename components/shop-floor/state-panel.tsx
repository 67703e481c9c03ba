"use client";

import type { ReactNode } from "react";
import clsx from "clsx";
import { Icon, type IconName } from "@/components/ui/icon";
import { Stopwatch } from "@/components/data/age";
import { kindOf, type StateKind } from "@/components/data/state-kind";
import { useStateWord } from "./state-word";

type StatePanelProps = {
  /** An equipment state, or `PAUSED` for an operation that a person paused. */
  state: string;
  word?: string;
  /** Why, or since when: "since 08:48", "Waiting for quality". */
  detail?: ReactNode;
  /** When the state began; the clock at the right counts from there. */
  since?: string;
  initialNow?: string;
  className?: string;
};

const ICON: Record<StateKind, IconName> = {
  running: "play",
  idle: "minus",
  setup: "sliders",
  planned: "hourglass",
  slow: "arrow-down",
  blocked: "hourglass",
  down: "stop",
  offline: "plug",
};
const BLOCK: Record<StateKind, string> = {
  running: "bg-run text-canvas",
  idle: "bg-idle text-ink",
  setup: "bg-setup-ink text-canvas",
  planned: "bg-idle text-ink",
  slow: "bg-amber text-on-amber",
  blocked: "bg-amber text-on-amber",
  down: "bg-down text-on-down",
  offline: "border-r-2 border-dashed border-line-strong text-ink",
};
const EDGE: Partial<Record<StateKind, string>> = {
  slow: "border-2 border-amber",
  blocked: "border-2 border-amber",
  down: "border-2 border-down-edge bg-down text-on-down",
  offline: "border-2 border-dashed border-line-strong",
};

/** What the machine does now, in one bar of 72 px: grey while it is well, filled only when it is not. */
export function StatePanel({ state, word, detail, since, initialNow, className }: StatePanelProps) {
  const paused = state === "PAUSED";
  const kind = paused ? "blocked" : kindOf(state);
  const down = kind === "down";
  const wordOf = useStateWord();
  return (
    <div
      className={clsx("flex h-[72px] flex-none items-center gap-4 overflow-hidden rounded pr-5", EDGE[kind] ?? "border border-line bg-surface", !down && "bg-surface", className)}
    >
      <span className={clsx("grid w-[72px] flex-none place-items-center self-stretch", BLOCK[kind])}>
        <Icon name={paused ? "pause" : ICON[kind]} className="size-8" />
      </span>
      <b className="text-floor-lg whitespace-nowrap">{word ?? wordOf(state)}</b>
      {detail === undefined ? null : <span className={clsx("min-w-0 truncate pt-1.5 leading-[1.2]", !down && "text-ink-2")}>{detail}</span>}
      {since === undefined ? null : <Stopwatch since={since} initialNow={initialNow} className="ml-auto text-[2.25rem] leading-none font-semibold" />}
    </div>
  );
}
