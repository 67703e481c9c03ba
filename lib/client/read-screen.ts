/** Reads one of our own data routes, which answers what its query returns: `Screen` is that query's type. Throws when it does not answer. */
export async function readScreen<Screen>(path: string): Promise<Screen> {
  const response = await fetch(path, { cache: "no-store", headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  // Both sides are built together, so the type is checked where the route is.
  return (await response.json()) as Screen;
}
