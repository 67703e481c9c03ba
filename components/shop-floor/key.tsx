import type { ButtonHTMLAttributes, ReactNode } from "react";
import clsx from "clsx";
import { Icon, type IconName } from "@/components/ui/icon";

type KeyProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> & {
  label: ReactNode;
  icon?: IconName;
  /** The words under the label: "21 so far", or why the key is off. */
  detail?: ReactNode;
  /** A figure in the place of the icon: "+48". */
  figure?: string;
  /** Filled: once per screen. */
  primary?: boolean;
  /** `stack`: icon above the word. `row`: icon beside it. */
  layout?: "stack" | "row";
  pressed?: boolean;
  /** Waiting for its own answer: stays pressed, cannot be tapped twice. */
  busy?: boolean;
};

const BASE =
  "flex min-w-0 rounded border-2 font-semibold leading-[1.15] transition-[background,transform] active:translate-y-0.5 disabled:border-dashed disabled:border-line-strong disabled:bg-transparent disabled:text-ink-off disabled:active:translate-y-0";

function tone(primary: boolean, pressed: boolean | undefined): string {
  if (pressed) return "bg-ink border-ink text-canvas";
  return primary ? "bg-primary border-accent text-on-primary active:brightness-110" : "bg-raised border-line-strong text-ink active:bg-sunken";
}

function KeyBody({ icon, figure, label, detail, primary, pressed, row, large, iconClass }: Pick<KeyProps, "icon" | "figure" | "label" | "detail" | "primary" | "pressed"> & { row: boolean; large: boolean; iconClass: string }) {
  return (
    <>
      {figure === undefined ? null : <span className="min-w-28 flex-none text-floor-2xl leading-none tracking-[-0.03em]">{figure}</span>}
      {icon && figure === undefined ? <Icon name={icon} className={iconClass} /> : null}
      <span className={clsx("min-w-0", row ? "text-left" : "text-center", large ? "text-floor-lg" : "text-floor-md")}>
        <span className="block break-words hyphens-auto">{label}</span>
        {detail === undefined ? null : <small className={clsx("mt-0.5 block text-floor leading-[1.25] font-normal", primary || pressed ? "" : "text-ink-2", "in-disabled:text-ink-2")}>{detail}</small>}
      </span>
    </>
  );
}

/** A key for a gloved finger: at least 120 px high. The main one of the screen is filled. */
export function Key({ label, icon, detail, figure, primary = false, layout = "stack", pressed, busy = false, className, type = "button", disabled, ...rest }: KeyProps) {
  const row = layout === "row";
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      className={clsx(BASE, "min-h-(--target-primary) min-w-(--target-primary)", row ? "items-center justify-start gap-[18px] px-[22px]" : "flex-col items-center justify-center gap-1.5 px-3", tone(primary, pressed), className)}
    >
      <KeyBody icon={icon} figure={figure} label={label} detail={detail} primary={primary} pressed={pressed} row={row} large iconClass={row ? "size-9" : "size-14"} />
    </button>
  );
}

/** A key for what is done less often: at least 72 px high. */
export function SecondKey({ label, icon, detail, primary = false, pressed, busy = false, className, type = "button", disabled, layout = "row", ...rest }: Omit<KeyProps, "figure">) {
  const row = layout === "row";
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      className={clsx(BASE, "min-h-(--target) items-center justify-center px-5", row ? "gap-2.5" : "flex-col gap-1", tone(primary, pressed), className)}
    >
      <KeyBody icon={icon} label={label} detail={detail} primary={primary} pressed={pressed} row={row && icon !== undefined} large={false} iconClass="size-7" />
    </button>
  );
}
