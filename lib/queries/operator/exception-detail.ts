// What classes write into `detail` is free in form.
function fieldIn(detail: unknown, name: string): unknown {
  return typeof detail === "object" && detail !== null ? Reflect.get(detail, name) : null;
}

/** A second call of what was called for already. */
export type CalledAgain = { readonly at: string; readonly note: string | null };

/** A text of an exception's detail; null where it has none. */
export function textIn(detail: unknown, name: string): string | null {
  const value = fieldIn(detail, name);
  return typeof value === "string" && value !== "" ? value : null;
}

/** What later callers said of a call that was open already, in the order in which they called; `note` null where they said nothing. */
export function calledAgain(detail: unknown): readonly CalledAgain[] {
  const list = fieldIn(detail, "again");
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) => {
    const at = textIn(one, "at");
    return at === null ? [] : [{ at, note: textIn(one, "note") }];
  });
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
