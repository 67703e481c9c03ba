"use client";

import { useLayoutEffect, useRef, useState } from "react";

/** Widths are asked for in such steps, so that a window that is drawn wider does not ask at every pixel. */
const PIXEL_STEP = 100;

/** Pixels that an element is wide, rounded up; 0 until it is laid out. */
export function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [pixels, setPixels] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => setPixels(Math.ceil(element.clientWidth / PIXEL_STEP) * PIXEL_STEP);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, pixels };
}
