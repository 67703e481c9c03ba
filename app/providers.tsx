"use client";

import { type ReactNode, useState } from "react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";

// The live stream says what has changed, so nothing is refetched by age or by focus.
function createClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, retry: 1 } } });
}

// Overlays add a style element that stops the page behind from scrolling; get-nonce reads the document's nonce from here (CSP).
if (typeof document !== "undefined") Object.assign(globalThis, { __webpack_nonce__: document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce });

/** What every page needs in the browser: one query cache per tab. */
export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(createClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
