import { Mark } from "@/components/ui/mark";
import type { Refusal } from "@/lib/commands/refusal";
import { refusalSentence } from "@/lib/format/refusal-text";

/** Why what was asked for was not done, with the next step. */
export function Refused({ refusal, timeZone }: { refusal: Pick<Refusal, "code" | "params">; timeZone: string }) {
  return (
    <p role="alert" className="grid gap-1">
      <Mark kind="failed">Not done</Mark>
      <span className="text-ink-2">{refusalSentence(refusal, { timeZone })}</span>
    </p>
  );
}
