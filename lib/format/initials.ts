/** Two signs for a round mark: first letters of the first and last word, or the last two digits of a number that stands for a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const last = words.at(-1) ?? "";
  if (/\d{2}$/.test(last)) return last.slice(-2);
  return `${words[0]?.[0] ?? ""}${words.length > 1 ? (last[0] ?? "") : ""}`.toUpperCase();
}
