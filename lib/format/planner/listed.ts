/** "L1", "L1 and L7", "L1, L7 and P2". */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length <= 1 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
