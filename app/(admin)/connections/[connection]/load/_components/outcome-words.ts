import type { MarkKind } from "@/components/ui/mark";
import type { LoadOutcome } from "@/lib/edge/dry-run-load";

/** What would become of messages, in the order in which it is read: what needs a look stands first. */
export const OUTCOMES: readonly { readonly outcome: LoadOutcome; readonly word: string; readonly mark: MarkKind; readonly means: string }[] = [
  { outcome: "REFUSED", word: "Refused", mark: "critical", means: "not taken, and the ERP is told why" },
  { outcome: "FAULT", word: "Not tried to the end", mark: "critical", means: "held by the floor, or breaks on our side; the log says where" },
  { outcome: "PARKED", word: "Waits", mark: "warning", means: "for something that it refers to" },
  { outcome: "CHANGED", word: "Changed", mark: "info", means: "values become others" },
  { outcome: "CREATED", word: "Created", mark: "info", means: "is not here yet" },
  { outcome: "STALE", word: "Old", mark: "info", means: "a newer version is here" },
  { outcome: "FOLLOWS", word: "Follows", mark: "info", means: "builds on what comes in another part of this load, and is tried once that is here" },
  { outcome: "SAME", word: "As it is", mark: "info", means: "taken, and no value changes" },
  { outcome: "KNOWN", word: "Came before", mark: "info", means: "the very same message is here" },
];
