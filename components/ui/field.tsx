import { type ComponentProps, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from "react";
import clsx from "clsx";
import { Glyph } from "./glyph";
import { Icon } from "./icon";

/** `unseen`: the label is only heard, for the place of the field says it to whoever sees it, as in a column with a heading. */
type FieldLook = { label: string; unseen?: boolean; hint?: ReactNode; error?: ReactNode; size?: "desk" | "floor"; className?: string };

const CONTROL = "w-full rounded border bg-raised text-ink placeholder:text-ink-3 disabled:bg-transparent disabled:text-ink-off";
const DESK = "min-h-8 px-3 border";
const FLOOR = "min-h-(--target) px-5 border-2 text-floor-md font-semibold";

function control(size: "desk" | "floor", wrong: boolean): string {
  return clsx(CONTROL, size === "floor" ? FLOOR : DESK, wrong ? "border-down-edge" : "border-line-strong");
}

function Frame({ id, label, unseen = false, hint, error, size = "desk", className, children }: FieldLook & { id: string; children: ReactNode }) {
  return (
    <div className={clsx("grid gap-1", className)}>
      <label htmlFor={id} className={unseen ? "sr-only" : clsx("font-medium", size === "floor" ? "text-floor" : "text-sm")}>
        {label}
      </label>
      {children}
      {hint === undefined || error ? null : (
        <p id={`${id}-hint`} className={clsx("text-ink-3", size === "desk" && "text-xs")}>
          {hint}
        </p>
      )}
      {error ? (
        <p id={`${id}-error`} role="alert" className={clsx("flex items-center gap-1.5 font-medium text-down-ink", size === "desk" && "text-sm")}>
          <Glyph shape="down" />
          {error}
        </p>
      ) : null}
    </div>
  );
}

function described(id: string, hint: ReactNode, error: ReactNode): string | undefined {
  if (error) return `${id}-error`;
  return hint === undefined ? undefined : `${id}-hint`;
}

/** A labelled line of text. `error` says what is wrong and what would be right. */
export function Field({ label, unseen, hint, error, size = "desk", className, ...rest }: Omit<ComponentProps<"input">, "size"> & FieldLook) {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <Frame id={id} label={label} unseen={unseen} hint={hint} error={error} size={size} className={className}>
      <input {...rest} id={id} aria-invalid={error ? true : undefined} aria-describedby={described(id, hint, error)} className={control(size, Boolean(error))} />
    </Frame>
  );
}

/** Labelled text of several lines. */
export function TextArea({ label, hint, error, size = "desk", className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement> & FieldLook) {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <Frame id={id} label={label} hint={hint} error={error} size={size} className={className}>
      <textarea
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, hint, error)}
        className={clsx(control(size, Boolean(error)), size === "floor" ? "py-3 leading-[1.35]" : "py-1.5 leading-normal")}
      />
    </Frame>
  );
}

/** A labelled choice of a few. */
export function Select({
  label,
  unseen,
  hint,
  error,
  size = "desk",
  className,
  options,
  ...rest
}: Omit<SelectHTMLAttributes<HTMLSelectElement>, "size"> & FieldLook & { options: readonly { value: string; label: string }[] }) {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <Frame id={id} label={label} unseen={unseen} hint={hint} error={error} size={size} className={className}>
      <span className="relative grid">
        <select
          {...rest}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={described(id, hint, error)}
          className={clsx(control(size, Boolean(error)), "appearance-none pr-9")}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-ink-2" />
      </span>
    </Frame>
  );
}
