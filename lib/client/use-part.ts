"use client";

import { useEffect, useState } from "react";
import { afterFirstScreen } from "./after-first-screen";
import { untilHad } from "./until-had";

/** A part of a page that its first screen does without. `load` rejects where it cannot be had now, `had` asks until it is. `here`: what was fetched, undefined before. */
export type Part<Loaded> = { readonly load: () => Promise<Loaded>; readonly had: () => Promise<Loaded>; readonly here: () => Loaded | undefined };

/** Names a part once, outside of components; `fetch` imports it. */
export function part<Loaded>(fetch: () => Promise<Loaded>): Part<Loaded> {
  let here: Loaded | undefined;
  let had: Promise<Loaded> | undefined;
  const load = async () => (here ??= await fetch());
  return { load, had: () => (had ??= untilHad(load)), here: () => here };
}

/**
 * What a part holds: it is fetched in a quiet moment after the first screen, or at once where it is `wanted`, and asked for until it is had; undefined until then, also on
 * the page as the server sends it.
 */
export function usePart<Loaded>({ had, here }: Part<Loaded>, wanted: boolean): Loaded | undefined {
  const [loaded, setLoaded] = useState<{ readonly part: Loaded } | undefined>(() => wrapped(here()));
  const missing = loaded === undefined;
  useEffect(() => {
    if (!missing) return;
    const fetch = () => void had().then((found) => setLoaded({ part: found }));
    if (!wanted) return afterFirstScreen(fetch);
    fetch();
  }, [had, missing, wanted]);
  return loaded?.part;
}

/** A function in a state would be called as one that changes it. */
function wrapped<Loaded>(loaded: Loaded | undefined): { readonly part: Loaded } | undefined {
  return loaded === undefined ? undefined : { part: loaded };
}
