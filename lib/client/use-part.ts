"use client";

import { useEffect, useState } from "react";
import { afterFirstScreen } from "./after-first-screen";

/** A part of a page that its first screen does without. `here`: what was fetched, undefined before. */
export type Part<Loaded> = { readonly load: () => Promise<Loaded>; readonly here: () => Loaded | undefined };

/** Names a part once, outside of components; `fetch` imports it. */
export function part<Loaded>(fetch: () => Promise<Loaded>): Part<Loaded> {
  let here: Loaded | undefined;
  return { load: async () => (here ??= await fetch()), here: () => here };
}

/**
 * What a part holds: it is fetched in a quiet moment after the first screen, or at once where it is `wanted`; undefined until then, also on the page as the server sends
 * it. What could not be had is asked for again as `wanted` or `since` changes.
 */
export function usePart<Loaded>({ load, here }: Part<Loaded>, wanted: boolean, since?: unknown): Loaded | undefined {
  const [loaded, setLoaded] = useState<{ readonly part: Loaded } | undefined>(() => wrapped(here()));
  const missing = loaded === undefined;
  useEffect(() => {
    if (!missing) return;
    const fetch = () =>
      void load().then(
        (found) => setLoaded({ part: found }),
        () => undefined,
      );
    if (!wanted) return afterFirstScreen(fetch);
    fetch();
  }, [load, missing, wanted, since]);
  return loaded?.part;
}

/** A function in a state would be called as one that changes it. */
function wrapped<Loaded>(loaded: Loaded | undefined): { readonly part: Loaded } | undefined {
  return loaded === undefined ? undefined : { part: loaded };
}
