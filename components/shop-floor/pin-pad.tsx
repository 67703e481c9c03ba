"use client";

import { useTranslations } from "next-intl";
import clsx from "clsx";
import { NumberPad } from "./number-pad";

/** How many digits of the PIN are there, as dots; the digits themselves are never shown. */
export function PinDots({ length = 6, entered }: { length?: number; entered: number }) {
  const t = useTranslations("floor.pad");
  return (
    <div role="img" aria-label={t("digits", { entered, length })} className="grid auto-cols-fr grid-flow-col gap-4">
      {Array.from({ length }, (_, index) => (
        <i key={index} className={clsx("grid h-28 place-items-center rounded border-2", index === entered ? "border-3 border-accent" : "border-line-strong")}>
          {index < entered ? <span className="size-7 rounded-full bg-ink" /> : null}
        </i>
      ))}
    </div>
  );
}

/** The digits for a PIN. `onComplete` is called once, with the last digit; the caller clears `value` after a refusal. */
export function PinPad({
  length = 6,
  value,
  onChange,
  onComplete,
  busy = false,
  className,
}: {
  length?: number;
  value: string;
  onChange: (value: string) => void;
  onComplete: (pin: string) => void;
  busy?: boolean;
  className?: string;
}) {
  const t = useTranslations("floor.pad");
  return (
    <NumberPad
      value={value}
      maxDigits={length}
      keepZeros
      name={t("pin")}
      className={className}
      onChange={(next) => {
        if (busy) return;
        onChange(next);
        if (next.length === length && value.length < length) onComplete(next);
      }}
    />
  );
}
