"use client";

import { type ComponentType, lazy, Suspense } from "react";

/**
 * A component whose code is fetched when it is first shown; nothing stands in its place meanwhile. Made once, outside of components. React's own means:
 * Next's would be 2 KB of what a tablet loads first, for places that this app does not have.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function Later(props: Props) {
    return (
      <Suspense fallback={null}>
        <Loaded {...props} />
      </Suspense>
    );
  };
}
