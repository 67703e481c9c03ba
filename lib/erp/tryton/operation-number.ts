/** Numbers steps or works: by their sequence where each has one of its own, else by position in tens. Tryton demands neither. */
export function numbered<Step extends { readonly sequence: number | null }>(steps: readonly Step[]): { readonly step: Step; readonly operation: number }[] {
  const sequences = steps.map((step) => step.sequence);
  const usable = new Set(sequences).size === steps.length && sequences.every((sequence) => sequence !== null && sequence > 0);
  const ordered = usable ? [...steps].sort((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0)) : steps;
  return ordered.map((step, index) => ({ step, operation: usable ? (step.sequence ?? 0) : (index + 1) * 10 }));
}
