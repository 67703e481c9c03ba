/** Numbers operations or work orders: by their sequence where each has one of its own, else by position in tens. Odoo gives all the same unless told. */
export function numbered<Step extends { readonly id: number; readonly sequence: number }>(steps: readonly Step[]): { readonly step: Step; readonly operation: number }[] {
  const ordered = steps.toSorted((a, b) => a.sequence - b.sequence || a.id - b.id);
  const usable = new Set(steps.map((step) => step.sequence)).size === steps.length && steps.every((step) => step.sequence > 0 && step.sequence <= 99_999);
  return ordered.map((step, index) => ({ step, operation: usable ? step.sequence : (index + 1) * 10 }));
}
