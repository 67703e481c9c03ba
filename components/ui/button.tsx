import type { ButtonHTMLAttributes } from "react";
import { type ButtonSize, buttonStyle, type ButtonTone } from "./button-style";
import { Icon, type IconName } from "./icon";

export type ButtonLook = { tone?: ButtonTone; size?: ButtonSize; icon?: IconName };

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> &
  ButtonLook & {
    /** Why this person may not: the button stays visible and says it. "Only a planner can release." */
    forbidden?: string;
    busy?: boolean;
  };

/** A button of the desk. `primary` once per screen. */
export function Button({ tone = "plain", size = "md", icon, forbidden, busy = false, className, children, type = "button", onClick, disabled, ...rest }: ButtonProps) {
  const button = (
    <button
      {...rest}
      type={forbidden ? "button" : type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      aria-disabled={forbidden ? true : undefined}
      onClick={forbidden ? undefined : onClick}
      className={buttonStyle(tone, size, className)}
    >
      {icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
  if (!forbidden) return button;
  return (
    <span className="inline-grid gap-1">
      {button}
      <span className="text-xs text-ink-3">{forbidden}</span>
    </span>
  );
}
