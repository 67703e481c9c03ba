import type { ReactNode } from "react";
import clsx from "clsx";
import { Icon, type IconName } from "@/components/ui/icon";

type TodoCardProps = {
  icon: IconName;
  /** What kind of thing is next: "Mount next", "Check due". */
  kind: string;
  /** When: "in 18 min". */
  due?: ReactNode;
  overdue?: boolean;
  title: ReactNode;
  children?: ReactNode;
  onOpen?: () => void;
  className?: string;
};

/** What must be done next at this place; a tap opens it. At least 104 px high. */
export function TodoCard({ icon, kind, due, overdue = false, title, children, onOpen, className }: TodoCardProps) {
  const body = (
    <>
      <span className="flex items-center gap-2 text-ink-2">
        <Icon name={icon} className="size-[22px]" />
        {kind}
        {due === undefined ? null : <b className={clsx("ml-auto whitespace-nowrap", overdue ? "text-amber-ink" : "text-ink")}>{due}</b>}
      </span>
      <span className="my-1 text-floor-md font-semibold break-words text-ink">{title}</span>
      {children === undefined ? null : <span className="text-ink-2">{children}</span>}
    </>
  );
  const look = clsx(
    "flex min-h-[104px] min-w-0 flex-col justify-between rounded border bg-surface px-5 py-2.5 text-left leading-[1.25]",
    overdue ? "border-2 border-amber" : "border-line",
    className,
  );
  if (onOpen === undefined) return <div className={look}>{body}</div>;
  return (
    <button type="button" data-opens={kind} onClick={onOpen} className={clsx(look, "active:bg-sunken")}>
      {body}
    </button>
  );
}
