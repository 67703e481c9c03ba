/** The address of a page with what is not null of its parameters; `hash`: the part of the page, with its `#`. */
export function addressOf(path: string, params: Readonly<Record<string, string | number | null>>, hash = ""): string {
  const query = new URLSearchParams(Object.entries(params).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])));
  return `${path}${query.size === 0 ? "" : `?${query.toString()}`}${hash}`;
}
