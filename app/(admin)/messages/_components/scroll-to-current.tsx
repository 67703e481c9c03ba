"use client";

import { type ReactNode, useEffect, useRef } from "react";

/** A scrolling part that opens at what is selected in it, or at its end, where the latest stands. */
export function ScrollToCurrent({ label, children }: { label: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const current = box.current?.querySelector<HTMLElement>('[aria-current="true"]');
    if (box.current === null) return;
    box.current.scrollTop = current === null || current === undefined ? box.current.scrollHeight : current.offsetTop - box.current.offsetTop - box.current.clientHeight / 3;
  }, [label]);
  return (
    <div ref={box} role="group" aria-label={label} tabIndex={0} className="relative min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2">
      {children}
    </div>
  );
}
