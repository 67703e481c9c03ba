import { seenState } from "@/components/data/equipment-state";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";
import { listed } from "@/lib/format/planner/listed";

function downWords(screen: WipScreen, was: boolean): string | null {
  const down = screen.sites.flatMap((site) => site.lines.filter((line) => seenState(line.state).kind === "down").map((line) => line.code));
  if (down.length === 0) return null;
  const verb = down.length === 1 ? (was ? "was" : "is") : was ? "were" : "are";
  return down.length <= 3 ? `${listed(down)} ${verb} down` : `${down.length} lines ${verb} down`;
}

function promiseWords({ commitments, late, withoutTimes }: WipScreen): string {
  const risk = commitments.atRisk.length;
  if (commitments.total > 0)
    return risk === 0
      ? commitments.projected < commitments.total
        ? `All ${commitments.projected} projected commitments will make it.`
        : "Everything will make it."
      : `${risk} of ${commitments.projected} ${commitments.projected === 1 ? "commitment" : "commitments"} will not make it.`;
  // Nobody can promise an order whose routing has no times.
  if (late === 0 && withoutTimes > 0) return `No order is known to be late; ${withoutTimes} ${withoutTimes === 1 ? "is" : "are"} not projectable.`;
  return late === 0 ? "Every order will be on time." : `${late} ${late === 1 ? "order" : "orders"} will be late.`;
}

/** The board's finding in one or two sentences. `asOf` is the time of old figures, when they are old. */
export function answerWords(screen: WipScreen, asOf: string | null): string {
  const down = downWords(screen, asOf !== null);
  const nothing = screen.open === 0 || screen.open === screen.created;
  if (asOf !== null) return `As of ${asOf}: ${down ?? (nothing ? "nothing in work" : promiseWords(screen))}`;
  const what = nothing ? "Nothing in work" : screen.unprojected ? "The line sequences contradict each other: nothing is projected." : promiseWords(screen);
  return down === null ? what : `${down}. ${what}`;
}
