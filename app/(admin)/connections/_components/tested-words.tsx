import { Mark } from "@/components/ui/mark";
import type { Tested } from "@/lib/edge/connection-admin";

/** What a test found: that the ERP answered and what it says of itself, or why it does not work. */
export function TestedWords({ tested, className }: { tested: Tested; className?: string }) {
  return (
    <p role="status" className={className}>
      <Mark kind={tested.ok ? "saved" : "failed"}>{tested.ok ? `Answered in ${tested.milliseconds} ms` : "It does not work"}</Mark>
      <span className="block break-words text-ink-2">{tested.words}</span>
    </p>
  );
}
