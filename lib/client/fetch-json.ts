/** Reads one of our own addresses. @throws Error with the status when there is no answer to show: the cache keeps what it has. */
export async function fetchJson<Data>(address: string): Promise<Data> {
  const response = await fetch(address, { cache: "no-store", headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  // Our own handler answers what the query beside it returns; both have the same type.
  return (await response.json()) as Data;
}
