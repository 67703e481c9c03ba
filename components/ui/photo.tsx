"use client";

import { type ReactNode, useCallback, useState } from "react";
import clsx from "clsx";

/** A photo by its address, or one that is kept in this browser. `away` stands in its place when it does not arrive. */
export function Photo({ photo, alt, className, away = null }: { photo: Blob | string; alt: string; className?: string; away?: ReactNode }) {
  const [missing, setMissing] = useState(false);
  const show = useCallback(
    (image: HTMLImageElement | null) => {
      if (image === null || typeof photo === "string") return undefined;
      const address = URL.createObjectURL(photo);
      image.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [photo],
  );
  if (missing) return away;
  return (
    <img
      ref={show}
      src={typeof photo === "string" ? photo : undefined}
      alt={alt}
      loading="lazy"
      onError={() => setMissing(true)}
      className={clsx("rounded border border-line-strong bg-sunken", className)}
    />
  );
}
