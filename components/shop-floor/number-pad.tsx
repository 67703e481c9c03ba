"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { useFormats } from "@/lib/format/formats";
import { Icon } from "@/components/ui/icon";
import { PadKey } from "./pad-key";
import { typeInto } from "./type-into";

type NumberPadProps = {
  /** What has been typed, as decimal text with a point: "12.5", or empty. */
  value: string;
  onChange: (value: string) => void;
  /** How many decimals may be typed; the separator key shows from one on. */
  decimals?: number;
  maxDigits?: number;
  /** For codes: a leading zero is a digit like any other. */
  keepZeros?: boolean;
  /** The filled key: "Save scrap 12". Without it the pad has digits alone. */
  save?: { readonly label: ReactNode; readonly onSave: () => void; readonly disabled?: boolean; readonly busy?: boolean };
  onCancel?: () => void;
  /** What is typed here, where it is no quantity: "Badge number". */
  name?: string;
  className?: string;
};

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const HOLD_MS = 600;
// Nobody types this fast and this long, a scanner does: what it sends is a code and not an amount.
const BURST_MS = 35;
const BURST_KEYS = 5;

/** Our own number pad: keys of 120 px, separator as the locale writes it; a keyboard types into it as well. */
export function NumberPad({ value, onChange, decimals = 0, maxDigits = 9, keepZeros = false, save, onCancel, name, className }: NumberPadProps) {
  const t = useTranslations("floor.pad");
  const formats = useFormats();
  const hold = useRef<ReturnType<typeof setTimeout>>(undefined);
  const burst = useRef({ at: 0, keys: 0, before: value });
  const press = (key: string) => onChange(typeInto(value, key, { decimals, maxDigits, keepZeros }));

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || target?.closest("input, textarea, select")) return;
      const fast = event.timeStamp - burst.current.at < BURST_MS;
      burst.current = { at: event.timeStamp, keys: fast ? burst.current.keys + 1 : 1, before: fast ? burst.current.before : value };
      if (event.key === "Enter" && fast && burst.current.keys > BURST_KEYS) onChange(burst.current.before);
      else if (event.key === "Enter" && save && !save.disabled && !save.busy && target?.tagName !== "BUTTON") save.onSave();
      else if (event.key === "Escape" && onCancel) onCancel();
      else if (event.key === "Delete") onChange("");
      else if (/^[0-9]$|^[.,]$|^Backspace$/.test(event.key)) press(event.key === "," ? "." : event.key);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  const erase = (
    <PadKey
      label={t("erase")}
      onClick={() => press("Backspace")}
      onPointerDown={() => {
        hold.current = setTimeout(() => onChange(""), HOLD_MS);
      }}
      onPointerUp={() => clearTimeout(hold.current)}
      onPointerLeave={() => clearTimeout(hold.current)}
    >
      <Icon name="backspace" className="size-11" />
    </PadKey>
  );

  return (
    <div
      role="group"
      aria-label={name ?? t("name")}
      className={clsx("grid min-h-0 auto-rows-[minmax(120px,1fr)] grid-cols-3 gap-4", save !== undefined && "portrait:auto-rows-[minmax(104px,1fr)]", className)}
    >
      {DIGITS.map((digit) => (
        <PadKey key={digit} onClick={() => press(digit)}>
          {digit}
        </PadKey>
      ))}
      {decimals > 0 ? (
        <PadKey onClick={() => press(".")} disabled={value.includes(".")}>
          {formats.separator}
        </PadKey>
      ) : (
        <PadKey word onClick={() => onChange("")}>
          {t("clear")}
        </PadKey>
      )}
      <PadKey onClick={() => press("0")}>0</PadKey>
      {erase}
      {save === undefined ? null : (
        <>
          <PadKey word onClick={onCancel ?? (() => onChange(""))}>
            {onCancel ? t("cancel") : t("clear")}
          </PadKey>
          <button
            type="button"
            onClick={save.onSave}
            disabled={save.disabled || save.busy}
            aria-busy={save.busy || undefined}
            className="col-span-2 flex items-center justify-center gap-4 rounded border-2 border-accent bg-primary px-4 text-floor-lg leading-[1.15] font-semibold text-on-primary active:translate-y-0.5 disabled:border-dashed disabled:border-line-strong disabled:bg-transparent disabled:text-ink-off"
          >
            <Icon name="check" className="size-9" />
            <span>{save.label}</span>
          </button>
        </>
      )}
    </div>
  );
}
