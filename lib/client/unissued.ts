import { groupBy } from "@/lib/domain/shared/group-by";
import type { RunComponent } from "@/lib/queries/operator/run-components";
import { plus, quotient, times } from "./exact";
import { atLeast, isPositive } from "./pace";

/** What much less was issued of than went in: a line, or a mix group with its lines named together ("A + B"). `componentId`: the line at which to issue the rest. */
export type Unissued = { readonly componentId: string; readonly item: string; readonly uom: string; readonly issued: string; readonly used: string };

/** EX-03: a line that must be scanned by lot and never was, which blocks the completion once something went in. `processed`: of the operation. */
export function neverScanned({ tracked, mode, required, issued }: RunComponent, processed: string): boolean {
  return tracked && mode === "MANUAL_SCAN" && isPositive(processed) && isPositive(required) && !isPositive(issued);
}

/** EX-03: of what much less was issued than went in, so that a lead has to say why; nothing of what blocks as never scanned. `processed`: of the operation. */
export function unissued(components: readonly RunComponent[], processed: string): readonly Unissued[] {
  const byHand = components.flatMap((component) => (component.goesIn === undefined ? [] : [{ component, goesIn: component.goesIn }]));
  const together = groupBy(byHand, ({ component, goesIn }) => (goesIn.mixGroup === undefined ? component.position : `${component.uom} ${goesIn.mixGroup}`));
  return [...together.values()].flatMap((lines) => {
    const rest = lines.find(({ component }) => isPositive(component.remaining)) ?? lines[0];
    if (rest === undefined || lines.some(({ component }) => neverScanned(component, processed))) return [];
    const { id: componentId, uom, decimals } = rest.component;
    const issued = plus(...lines.map(({ component }) => component.issued));
    const used = quotient(times(processed, plus(...lines.map(({ goesIn }) => goesIn.perUnit))), "1", decimals);
    if (atLeast(issued, times(processed, plus(...lines.map(({ goesIn }) => goesIn.least)))) || atLeast(issued, used)) return [];
    return [{ componentId, item: lines.map(({ component }) => component.item).join(" + "), uom, issued, used }];
  });
}
