import type { ReactNode } from "react";
import { Answer } from "@/components/ui/answer";

/** The head of an office page: its answer in words, then the figures or filters that belong to it. */
export function PageHeader({ title, sub, children }: { title: ReactNode; sub?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-9 gap-y-3">
      <Answer sub={sub}>{title}</Answer>
      {children === undefined ? null : <div className="flex flex-wrap items-center gap-x-2 gap-y-2">{children}</div>}
    </div>
  );
}
