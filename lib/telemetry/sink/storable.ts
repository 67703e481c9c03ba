/** Text that PostgreSQL can hold: a NUL has no place in it. */
export function storable(text: string): string {
  return text.replaceAll("\u0000", "\u2400");
}
