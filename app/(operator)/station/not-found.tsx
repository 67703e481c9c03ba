import Link from "next/link";
import { FloorMain } from "@/components/layout/floor-shell";
import { EmptyState } from "@/components/ui/panel-state";

/** A machine that does not exist at the person's sites. */
export default function NotFound() {
  return (
    <FloorMain className="grid place-items-center">
      <EmptyState
        level={1}
        title="There is no such machine here"
        actions={
          <Link href="/station" className="flex min-h-(--target) items-center rounded border-2 border-line-strong bg-raised px-6 text-floor-md font-semibold text-ink no-underline">
            To the lines
          </Link>
        }
      >
        It may belong to another site, or have been taken out of use.
      </EmptyState>
    </FloorMain>
  );
}
