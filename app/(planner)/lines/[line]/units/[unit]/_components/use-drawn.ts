"use client";

import { useState } from "react";
import type { UnitSignal } from "@/lib/queries/planner/unit-signals";

/** As many parameters are drawn one below the other; of a machine with more there is a list, and what is asked for is drawn. */
const FEW = 6;
/** As many trends as one answer has. */
const MOST_DRAWN = 24;

type Parameter = Pick<UnitSignal, "name" | "outside">;

/** What is drawn when a page opens: all of a few, of many those that are out of their limits. */
export function firstDrawn(parameters: readonly Parameter[]): readonly string[] {
  const names = (of: readonly Parameter[]) => of.map(({ name }) => name);
  return parameters.length <= FEW ? names(parameters) : names(parameters.filter(({ outside }) => outside)).slice(0, FEW);
}

/**
 * Which parameters of a machine are drawn. `listed`: there are many, and each is drawn or not by `toggle`; `full`: no further one can be. A value that leaves its limits later moves
 * nothing on the page: it is marked in the list.
 */
export function useDrawn(parameters: readonly Parameter[]) {
  const [chosen, setChosen] = useState(() => firstDrawn(parameters));
  const listed = parameters.length > FEW;
  const drawn = listed ? parameters.map(({ name }) => name).filter((name) => chosen.includes(name)) : firstDrawn(parameters);
  const toggle = (name: string) => setChosen(drawn.includes(name) ? drawn.filter((one) => one !== name) : [...drawn, name].slice(0, MOST_DRAWN));
  return { listed, drawn, full: drawn.length >= MOST_DRAWN, toggle };
}
