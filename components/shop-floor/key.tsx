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
  /** `stack`: icon above the word. `row`: icon beside it. `wide`: the same with more room, so that keys below each other line up. */
  layout?: "stack" | "row" | "wide";
  pressed?: boolean;
  /** Waiting for its own answer: stays pressed, cannot be tapped twice. */
  busy?: boolean;
};

const BASE =
  "flex min-w-0 rounded border-2 font-semibold leading-[1.15] transition-[background,transform] active:translate-y-0.5 disabled:border-dashed disabled:border-line-strong disabled:bg-transparent disabled:text-ink-off disabled:active:translate-y-0 aria-disabled:border-dashed aria-disabled:active:translate-y-0";

// Longer words than these would break: in the narrow keys, and in the wide ones of a portrait tablet.
const LONG_WORD = 10;
const LONG_WORD_WIDE = 11;

/** The size of a key's word: as large as its longest part allows. */
function sizeOf(label: ReactNode, wide: boolean): string {
  const longest = typeof label === "string" ? Math.max(...label.split(" ").map((word) => word.length)) : 0;
  if (wide) return longest > LONG_WORD_WIDE ? "text-floor-md landscape:text-floor-lg" : "text-floor-lg";
  return longest > LONG_WORD ? "text-floor-md" : "text-floor-lg";
}

function tone(primary: boolean, pressed: boolean | undefined): string {
  if (pressed) return "bg-ink border-ink text-canvas";
  return primary ? "bg-primary border-accent text-on-primary active:brightness-110" : "bg-raised border-line-strong text-ink active:bg-sunken";
}

type KeyBodyProps = Pick<KeyProps, "icon" | "figure" | "label" | "detail" | "primary" | "pressed"> & { row: boolean; wide?: boolean; text: string; iconClass: string };

function KeyBody({ icon, figure, label, detail, primary, pressed, row, wide = false, text, iconClass }: KeyBodyProps) {
  const picture =
    figure === undefined ? icon ? <Icon name={icon} className={iconClass} /> : null : <span className="text-floor-2xl leading-none tracking-[-0.03em]">{figure}</span>;
  return (
    <>
      {wide ? <span className="grid min-w-32 flex-none place-items-center">{picture}</span> : picture}
      <span className={clsx("min-w-0", row ? "text-left" : "text-center", text)}>
        <span className="block break-words hyphens-auto">{label}</span>
        {detail === undefined ? null : (
          <small className={clsx("mt-0.5 block text-floor leading-[1.25] font-normal", primary || pressed ? "" : "text-ink-2", "in-disabled:text-ink-2")}>{detail}</small>
        )}
      </span>
    </>
  );
}

/** By its words a key is found again when what it opened is left. */
const opens = (label: ReactNode) => (typeof label === "string" ? label : undefined);

/** A key for a gloved finger: at least 120 px high. The main one of the screen is filled. */
export function Key({ label, icon, detail, figure, primary = false, layout = "stack", pressed, busy = false, className, type = "button", disabled, ...rest }: KeyProps) {
  const row = layout !== "stack";
  const wide = layout === "wide";
  return (
    <button
      data-opens={opens(label)}
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      className={clsx(
        BASE,
        "min-h-(--target-primary) min-w-(--target-primary)",
        wide
          ? "items-center justify-start gap-5 px-5"
          : row
            ? "items-center justify-start gap-3.5 px-4 landscape:gap-[18px] landscape:px-[22px]"
            : "flex-col items-center justify-center gap-1.5 px-3",
        tone(primary, pressed),
        className,
      )}
    >
      <KeyBody
        icon={icon}
        figure={figure}
        label={label}
        detail={detail}
        primary={primary}
        pressed={pressed}
        row={row}
        wide={wide}
        text={sizeOf(label, wide)}
        iconClass={wide ? "size-[52px]" : row ? "size-9" : detail === undefined ? "size-14" : "size-14 portrait:size-9"}
      />
    </button>
  );
}

/** A key for what is done less often: at least 72 px high. `small` writes it at 18 px, inside a card. */
export function SecondKey({
  small = false,
  label,
  icon,
  detail,
  primary = false,
  pressed,
  busy = false,
  className,
  type = "button",
  disabled,
  layout = "row",
  ...rest
}: Omit<KeyProps, "figure"> & { small?: boolean }) {
  const row = layout === "row";
  return (
    <button
      data-opens={opens(label)}
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-pressed={pressed}
      aria-busy={busy || undefined}
      className={clsx(BASE, "min-h-(--target) items-center justify-center px-5", row ? "gap-2.5" : "flex-col gap-1", tone(primary, pressed), className)}
    >
      <KeyBody
        icon={icon}
        label={label}
        detail={detail}
        primary={primary}
        pressed={pressed}
        row={row && icon !== undefined}
        text={small ? "text-floor" : "text-floor-md"}
        iconClass={small ? "size-6" : "size-7"}
      />
    </button>
  );
}
