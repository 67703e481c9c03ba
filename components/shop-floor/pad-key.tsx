import type { ButtonHTMLAttributes } from "react";
import clsx from "clsx";

/** One key of a pad. `word` for keys that carry a word instead of a digit. */
export function PadKey({ word = false, label, className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { word?: boolean; label?: string }) {
  return (
    <button
      {...rest}
      type="button"
      aria-label={label}
      className={clsx(
        "grid min-w-0 place-items-center rounded border-2 border-line-strong bg-raised text-ink active:translate-y-0.5 active:bg-sunken disabled:border-dashed disabled:bg-transparent disabled:text-ink-off",
        word ? "text-floor-md font-semibold" : "text-[3rem] leading-none font-medium",
        className,
      )}
    />
  );
}
