import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";

const SCRIPT = readFileSync(fileURLToPath(new URL("../../../public/floor-worker.js", import.meta.url)), "utf8");
const ORIGIN = "https://plant.example";

type Fetch = { request: { method: string; url: string; mode: string }; respondWith: (answer: Promise<Response>) => void };

/** The worker of a tablet that has the empty pages, and whose server is not there. */
function offline() {
  const kept = new Map([
    ["/floor/en", "English"],
    ["/floor/de", "Deutsch"],
    ["/floor/language", "de"],
  ]);
  const match = async (key: string) => (kept.has(key) ? new Response(kept.get(key)) : undefined);
  const listeners = new Map<string, (event: Fetch) => void>();
  runInNewContext(SCRIPT, {
    self: { location: { href: `${ORIGIN}/floor-worker.js?build=b1`, origin: ORIGIN }, addEventListener: (name: string, on: (event: Fetch) => void) => listeners.set(name, on) },
    caches: { match, open: async () => ({ match }) },
    fetch: () => Promise.reject(new TypeError("Failed to fetch")),
    setTimeout: () => 0,
    URL,
    Response,
  });
  return async (path: string): Promise<string | undefined> => {
    let answer: Promise<Response> | undefined;
    listeners.get("fetch")?.({ request: { method: "GET", url: ORIGIN + path, mode: "navigate" }, respondWith: (given) => void (answer = given) });
    return (await answer)?.text();
  };
}

describe("UI-08 a page that is opened without the network", () => {
  it.each(["/", "/sign-in?switch=1", "/station", "/station/MIX-7.MIXER", "/lead", "/lead/report/1", "/calls"])("%s is the tablet's own, in its language", async (path) => {
    expect(await offline()(path)).toBe("Deutsch");
  });

  it.each(["/orders/PO-1", "/sign-in?way=desk", "/leader"])("%s is left to the browser", async (path) => {
    expect(await offline()(path)).toBeUndefined();
  });
});
