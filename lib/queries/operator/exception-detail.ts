// What classes write into `detail` is free in form.
function fieldIn(detail: unknown, name: string): unknown {
  return typeof detail === "object" && detail !== null ? Reflect.get(detail, name) : null;
}

/** A text of an exception's detail; null where it has none. */
export function textIn(detail: unknown, name: string): string | null {
  const value = fieldIn(detail, name);
  return typeof value === "string" && value !== "" ? value : null;
}

/** A number of an exception's detail; 0 where it has none. */
export function numberIn(detail: unknown, name: string): number {
  const value = fieldIn(detail, name);
  return typeof value === "number" ? value : 0;
}

/** Whether an exception's detail says so; false where it says nothing. */
export function flagIn(detail: unknown, name: string): boolean {
  return fieldIn(detail, name) === true;
}
