import type { NotReady, Waiting } from "@/lib/queries/operator/dispatch-list";

/** What somebody has chosen at a free machine: an operation by a tap, or an order by a scan. The newest counts. */
export type DispatchChoice = { readonly operationId: string } | { readonly order: string };

/** What a free machine would start: `selected`, or nothing while the order that was scanned, `held`, cannot; `waiting` of it: as it stands in the list, if it does. */
export type DispatchSelection = {
  readonly selected: Waiting | undefined;
  readonly held?: { readonly order: string; readonly waiting: Waiting | undefined };
};

/** Why it cannot start for this person: what the page was read for somebody else says of them is not theirs. */
export function reasonsFor({ notReady }: Waiting, personId: string | null): readonly NotReady[] {
  return notReady.filter((reason) => reason.kind !== "PERSON" || reason.personId === personId);
}

/** Whether material is missing, or less of it may be taken than is needed. */
export const isMaterial = ({ kind }: NotReady): boolean => kind === "MATERIAL" || kind === "MATERIAL_SHORT";

/** Missing material is said, and does not forbid the start: it may come while the line is set up. */
export function canStart(waiting: Waiting, personId: string | null): boolean {
  return reasonsFor(waiting, personId).every(isMaterial);
}

/** UI-07: which of the waiting operations Start starts. An order that was scanned is started or none is: whoever holds its paper means no other one. */
export function selectionOf(waiting: readonly Waiting[], choice: DispatchChoice | undefined, personId: string | null): DispatchSelection {
  const startable = waiting.filter((one) => canStart(one, personId));
  if (choice !== undefined && "order" in choice) {
    const selected = startable.find((one) => one.order === choice.order);
    return selected === undefined ? { selected, held: { order: choice.order, waiting: waiting.find((one) => one.order === choice.order) } } : { selected };
  }
  return { selected: startable.find((one) => one.operationId === choice?.operationId) ?? startable[0] };
}
