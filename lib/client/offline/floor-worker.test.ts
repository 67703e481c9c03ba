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

describe("UI-08 a page that stands open over an update", () => {
  it("keeps the files of its build as long as it does, and no longer", async () => {
    const builds = new Map(["floor-b0", "floor-b1", "floor-b2"].map((name) => [name, new Map<string, Response>()]));
    const cacheOf = (name: string) => ({
      match: async (key: string) => builds.get(name)?.get(key)?.clone(),
      put: async (key: string, answer: Response) => void builds.get(name)?.set(key, answer),
    });
    builds.get("floor-b0")?.set("/floor/language", new Response("es"));
    const held = [{ name: "floor-b1" }, { name: "millrace-floor-queue" }];
    const pending: Promise<unknown>[] = [];
    const listeners = new Map<string, (event: unknown) => void>();
    const waitUntil = (work: Promise<unknown>) => void pending.push(work);
    runInNewContext(SCRIPT, {
      self: {
        location: { href: `${ORIGIN}/floor-worker.js?build=b2`, origin: ORIGIN },
        navigator: { locks: { query: async () => ({ held }) } },
        clients: { claim: async () => undefined },
        addEventListener: (name: string, on: (event: unknown) => void) => listeners.set(name, on),
      },
      caches: {
        keys: async () => [...builds.keys()],
        delete: async (name: string) => builds.delete(name),
        open: async (name: string) => cacheOf(name),
        match: async (key: string) => (await Promise.all([...builds.keys()].map((name) => cacheOf(name).match(key)))).find((answer) => answer !== undefined),
      },
      URL,
      Response,
    });
    const tell = async (event: string, data?: unknown) => {
      listeners.get(event)?.({ data, waitUntil });
      await Promise.all(pending.splice(0));
      return [...builds.keys()];
    };
    // A page that was being loaded when the new worker began holds nothing yet.
    expect(await tell("activate")).toEqual(["floor-b0", "floor-b1", "floor-b2"]);
    expect(await tell("message", {})).toEqual(["floor-b1", "floor-b2"]);
    expect(
      await cacheOf("floor-b2")
        .match("/floor/language")
        ?.then((answer) => answer?.text()),
    ).toBe("es");
    held.length = 0;
    expect(await tell("message", {})).toEqual(["floor-b2"]);
  });
});
