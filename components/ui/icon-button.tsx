import type { ButtonHTMLAttributes } from "react";
import clsx from "clsx";
import { Icon, type IconName } from "./icon";

/** A square button of 32 px with an icon; `label` is what it does, for those who do not see the icon. */
export function IconButton({ icon, label, className, type = "button", ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { icon: IconName; label: string }) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={label}
      className={clsx(
        "inline-grid size-8 place-items-center rounded border border-transparent bg-transparent text-ink-2 transition-colors hover:bg-sunken disabled:text-ink-off",
        className,
      )}
    >
      <Icon name={icon} />
    </button>
  );
}
