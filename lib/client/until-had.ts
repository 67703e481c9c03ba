/** Where the network went before it was fetched, it is asked for again after this long. */
export const AGAIN_MS = 3_000;

/** What `fetch` answers, asked for until it is had. */
export function untilHad<Loaded>(fetch: () => Promise<Loaded>): Promise<Loaded> {
  return new Promise((resolve) => {
    const ask = () => void fetch().then(resolve, () => setTimeout(ask, AGAIN_MS));
    ask();
  });
}
