"use client";

import { type ReactNode, useId, useState } from "react";
import { useTranslations } from "next-intl";
import { Glyph } from "@/components/ui/glyph";
import { Icon, type IconName } from "@/components/ui/icon";
import { SecondKey } from "./key";
import { useWedge } from "./use-wedge";
import { GROUP_SEPARATOR, wedgeKey } from "./wedge";

type ScanFieldProps = {
  label: string;
  /** The code as it was read or typed; what it means is decided elsewhere. */
  onScan: (code: string) => void;
  hint?: ReactNode;
  /** What is wrong with the last code, and the next step. */
  error?: ReactNode;
  busy?: boolean;
  icon?: IconName;
  /** The soft keyboard when it is typed by hand. */
  inputMode?: "text" | "numeric";
  /** Takes the focus when it appears: for a step whose only question it is. */
  focusFirst?: boolean;
};

function takeFocus(input: HTMLInputElement | null): void {
  input?.focus();
}

/** Waits for a scanner, wherever the focus is, and takes what is typed by hand as well. 72 px high. */
export function ScanField({ label, onScan, hint, error, busy = false, icon = "scan", inputMode = "text", focusFirst = false }: ScanFieldProps) {
  const t = useTranslations("floor.scan");
  const id = useId();
  const [typed, setTyped] = useState("");
  const take = (code: string) => {
    const clean = code.trim();
    if (clean === "" || busy) return;
    setTyped("");
    onScan(clean);
  };
  useWedge(take, !busy);
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        take(typed);
      }}
    >
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <div className="flex gap-4">
        <span className="relative grid min-w-0 flex-1">
          <Icon name={icon} className="pointer-events-none absolute top-1/2 left-5 size-8 -translate-y-1/2 text-ink-2" />
          <input
            id={id}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              // A field takes no control characters; without FNC1 a scanned label would run together.
              if (wedgeKey(event) !== GROUP_SEPARATOR) return;
              event.preventDefault();
              setTyped((before) => before + GROUP_SEPARATOR);
            }}
            inputMode={inputMode}
            ref={focusFirst ? takeFocus : undefined}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            enterKeyHint="done"
            placeholder={t("placeholder")}
            aria-invalid={error ? true : undefined}
            aria-describedby={error || hint ? `${id}-note` : undefined}
            className={`min-h-(--target) w-full rounded border-2 bg-raised pr-5 pl-[68px] text-floor-md font-semibold text-ink placeholder:font-normal placeholder:text-ink-3 ${error ? "border-down-edge" : "border-line-strong"}`}
          />
        </span>
        <SecondKey type="submit" label={t("take")} disabled={typed.trim() === ""} busy={busy} />
      </div>
      {error ? (
        <p id={`${id}-note`} role="alert" className="flex items-start gap-2 font-semibold text-down-ink">
          <Glyph shape="down" className="mt-[5px] size-4" />
          <span>{error}</span>
        </p>
      ) : hint ? (
        <p id={`${id}-note`} className="text-ink-2">
          {hint}
        </p>
      ) : null}
    </form>
  );
}
