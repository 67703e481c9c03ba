import type { ReactNode } from "react";
import clsx from "clsx";
import { Icon, type IconName } from "./icon";

/** A bar across the page. `warning`: something is stale, queued or not answering. `critical`: something is down. */
export function Banner({
  tone = "warning",
  icon = "plug",
  children,
  action,
  className,
}: {
  tone?: "warning" | "critical";
  icon?: IconName;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div role="status" className={clsx("flex items-center gap-3 px-6 py-2.5 font-medium", tone === "warning" ? "bg-amber text-on-amber" : "bg-down text-on-down", className)}>
      <Icon name={icon} />
      <span className="min-w-0">{children}</span>
      {action === undefined ? null : <span className="ml-auto flex-none">{action}</span>}
    </div>
  );
}
