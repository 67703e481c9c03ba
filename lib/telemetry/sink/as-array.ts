/**
 * Numbers, ids and decimal texts as the text of a PostgreSQL array, for a parameter that is cast to one: the driver escapes each value by itself, which costs more than the
 * statement where there are thousands. For nothing that holds commas, quotes, braces or blanks, or is null.
 */
export function asArray(values: readonly (number | string)[]): string {
  return `{${values.join(",")}}`;
}
