import clsx from "clsx";

export type ButtonTone = "primary" | "plain" | "quiet";
export type ButtonSize = "md" | "lg";

const TONES: Record<ButtonTone, string> = {
  primary: "bg-primary border-accent text-on-primary font-semibold hover:brightness-[1.08]",
  plain: "bg-raised border-line-strong text-ink font-medium hover:bg-sunken",
  quiet: "bg-transparent border-transparent text-accent font-medium hover:bg-sunken",
};
const SIZES: Record<ButtonSize, string> = { md: "min-h-8 px-3", lg: "min-h-11 px-5 text-md" };
const OFF =
  "disabled:bg-transparent disabled:border-line disabled:text-ink-off disabled:hover:brightness-100 aria-disabled:bg-transparent aria-disabled:border-line aria-disabled:text-ink-off aria-disabled:cursor-not-allowed";

/** The classes of a button or of a link that looks like one: 32 px, or 44 px for the one main action of a screen. */
export function buttonStyle(tone: ButtonTone, size: ButtonSize, className?: string): string {
  return clsx(
    "inline-flex items-center justify-center gap-2 rounded border whitespace-nowrap no-underline transition-colors active:translate-y-px",
    SIZES[size],
    TONES[tone],
    OFF,
    className,
  );
}
