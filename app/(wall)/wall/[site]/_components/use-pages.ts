"use client";

import { useEffect, useState } from "react";

/** Lines that are read at once from six metres. */
const MOST_EACH = 4;
const TURN_MS = 15_000;

/** Lists in as few pages as show no more than four each, filled alike: five are three and two. */
export function pagesOf<Each>(all: readonly Each[]): readonly (readonly Each[])[] {
  const pages = Math.max(1, Math.ceil(all.length / MOST_EACH));
  const each = Math.ceil(all.length / pages);
  return Array.from({ length: pages }, (_, page) => all.slice(page * each, (page + 1) * each));
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
