"use client";

import { useEffect, useState } from "react";

/** Lines that are read at once from six metres. */
const MOST_EACH = 4;
const TURN_MS = 15_000;

/** Of what must be seen so many stand on every page: the others still turn beside them. */
const MOST_KEPT = 2;

/** Lists in as few pages as show no more than four each, filled alike: five are three and two. The first two of `kept` lead every page. */
export function pagesOf<Each>(all: readonly Each[], kept: readonly Each[] = []): readonly (readonly Each[])[] {
  const always = all.length <= MOST_EACH ? [] : kept.slice(0, MOST_KEPT);
  const turning = all.filter((one) => !always.includes(one));
  const pages = Math.max(1, Math.ceil(turning.length / (MOST_EACH - always.length)));
  const each = Math.ceil(turning.length / pages);
  return Array.from({ length: pages }, (_, page) => [...always, ...turning.slice(page * each, (page + 1) * each)]);
}

/** Which page of so many stands there; it turns by itself, unless somebody holds it. */
export function useTurning(pages: number) {
  const [turn, setTurn] = useState(0);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || pages < 2) return;
    const timer = setInterval(() => setTurn((at) => at + 1), TURN_MS);
    return () => clearInterval(timer);
  }, [held, pages]);
  return { page: turn % pages, held, toggle: () => setHeld((now) => !now) };
}
