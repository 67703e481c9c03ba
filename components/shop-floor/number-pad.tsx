"use client";

import { type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { useFormats } from "@/lib/format/formats";
import { Icon } from "@/components/ui/icon";
import { HOLD_MS, holdKey, NOTHING_HELD } from "./held-keys";
import { PadKey } from "./pad-key";
import { typeInto } from "./type-into";
import { wedgeKey } from "./wedge";

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

/**
 * Our own number pad: keys of 120 px, separator as the locale writes it; a keyboard types into it as well. What a scanner sends is a code and never an amount,
 * however short: nothing of it stays, and whoever hears scans says what became of it.
 */
export function NumberPad({ value, onChange, decimals = 0, maxDigits = 9, keepZeros = false, save, onCancel, name, className }: NumberPadProps) {
  const t = useTranslations("floor.pad");
  const formats = useFormats();
  const held = useRef(NOTHING_HELD);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const limits = { decimals, maxDigits, keepZeros };
  /** What stands there with these keys; told only where it is something else. */
  const type = (keys: readonly string[]): string => {
    const next = keys.reduce((typed, key) => typeInto(typed, key, limits), value);
    if (next !== value) onChange(next);
    return next;
  };
  // Told always: while nothing is typed a figure may stand there that the first key replaces, and the one that erases as well.
  const press = (key: string) => onChange(typeInto(value, key, limits));

  const letGo = useEffectEvent(() => {
    const { keys } = held.current;
    held.current = { ...held.current, keys: [] };
    type(keys);
  });
  const saveByKey = useEffectEvent(() => {
    if (save && !save.disabled && !save.busy) save.onSave();
  });
  const onCharacter = useEffectEvent((event: KeyboardEvent, key: string, onKey: boolean) => {
    const { held: next, means, due } = holdKey(held.current, key, event.timeStamp, value);
    clearTimeout(pause.current);
    const typed = type(due);
    held.current = means === "HELD" && due.length > 0 ? { ...next, before: typed } : next;
    if (means === "SCAN") {
      // On a busy tablet its first digits may have come through.
      if (value !== next.before) onChange(next.before);
      event.preventDefault();
    } else if (means === "HELD") {
      pause.current = setTimeout(letGo, HOLD_MS);
      if (/^[0-9.,]$/.test(key)) event.preventDefault();
    } else if (event.key === "Enter" && save !== undefined && !event.defaultPrevented && !onKey) {
      // With what was just let go.
      setTimeout(saveByKey);
      event.preventDefault();
    }
  });
  const onCommand = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey) return;
    if (event.key === "Escape" && onCancel) onCancel();
    else if (event.key === "Delete") onChange("");
    else if (event.key === "Backspace" && held.current.keys.length > 0) held.current = { ...held.current, keys: held.current.keys.slice(0, -1) };
    else if (event.key === "Backspace") press("Backspace");
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (event.metaKey || target?.closest("input, textarea, select")) return;
      const key = wedgeKey(event);
      if (key === undefined) onCommand(event);
      else onCharacter(event, key, target?.tagName === "BUTTON");
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
      clearTimeout(pause.current);
    };
  }, []);

  return (
    <div
      role="group"
      aria-label={name ?? t("name")}
      className={clsx(
        "grid min-h-0 auto-rows-[minmax(120px,1fr)] grid-cols-3 gap-4",
        // Digits give way where a strip takes the room of a line: Save stays on the glass.
        save !== undefined && "grid-rows-[repeat(4,minmax(78px,1fr))_minmax(120px,1fr)]",
        className,
      )}
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
      <PadKey label={t("erase")} onClick={() => press("Backspace")}>
        <Icon name="backspace" className="size-11" />
      </PadKey>
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
