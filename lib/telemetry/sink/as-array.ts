/**
 * Numbers, ids, our own words and decimal texts as the text of a PostgreSQL array, for a parameter that is cast to one: the driver escapes each value by itself, which costs more
 * than the statement where there are thousands. For nothing that holds commas, quotes, braces or blanks.
 */
export function asArray(values: readonly (number | string | null)[]): string {
  // What is null stands there as nothing, which only the text of an empty array may have.
  return `{${values.includes(null) ? values.map((value) => value ?? "NULL").join(",") : values.join(",")}}`;
}
