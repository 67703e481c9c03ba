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

describe("EX-22 pictures and PDFs of instructions", () => {
  const MB = 2 ** 20;
  const at = (name: string) => `/api/instruction-files/${name}`;

  /** A worker that keeps files, and a server whose files are so many MB large, in words alone; answers what is kept once the worker was told what is needed. */
  function worker(sizes: Readonly<Record<string, number>>) {
    const kept = new Map<string, Response>([["/_next/static/chunks/app.js", new Response("app")]]);
    const fetched: string[] = [];
    const pathOf = (key: string) => key.replace(ORIGIN, "");
    const cache = {
      match: async (key: string) => kept.get(pathOf(key))?.clone(),
      put: async (key: string, answer: Response) => void kept.set(pathOf(key), answer),
      delete: async (key: string) => kept.delete(pathOf(key)),
      keys: async () => [...kept.keys()].map((path) => ({ url: ORIGIN + path })),
    };
    const pending: Promise<unknown>[] = [];
    let onMessage: ((event: unknown) => void) | undefined;
    runInNewContext(SCRIPT, {
      self: {
        location: { href: `${ORIGIN}/floor-worker.js?build=b1`, origin: ORIGIN },
        navigator: { locks: { query: async () => ({ held: [] }) } },
        clients: { claim: async () => undefined },
        addEventListener: (name: string, on: (event: unknown) => void) => void (name === "message" && (onMessage = on)),
      },
      caches: { keys: async () => ["floor-b1"], delete: async () => true, open: async () => cache, match: cache.match },
      fetch: async (path: string) => {
        fetched.push(path);
        const size = sizes[path];
        return size === undefined ? new Response("gone", { status: 404 }) : new Response("bytes", { headers: { "content-length": String(size * MB) } });
      },
      URL,
      Response,
    });
    return async (...needed: readonly string[]) => {
      fetched.length = 0;
      onMessage?.({ data: { drawings: needed }, waitUntil: (work: Promise<unknown>) => void pending.push(work) });
      await Promise.all(pending.splice(0));
      return { kept: [...kept.keys()].filter((path) => path.startsWith(at(""))), fetched: [...fetched] };
    };
  }

  it("are kept as far as there is room, the first needed first", async () => {
    const tell = worker({ [at("runs")]: 60, [at("next")]: 40, [at("later")]: 1 });
    expect((await tell(at("runs"), at("next"), at("later"))).kept).toEqual([at("runs"), at("next")]);
  });

  it("are fetched once, and go when nobody needs them any more; files of the application stay", async () => {
    const tell = worker({ [at("runs")]: 60, [at("next")]: 40, [at("later")]: 1 });
    await tell(at("runs"), at("next"));
    expect(await tell(at("next"), at("later"))).toEqual({ kept: [at("next"), at("later")], fetched: [at("later")] });
    expect((await tell("/_next/static/chunks/app.js")).kept).toEqual([]);
    expect(await tell("/_next/static/chunks/app.js", at("next"))).toEqual({ kept: [at("next")], fetched: [at("next")] });
  });

  it("are passed over where the server has none, and measured where it does not say how large they are", async () => {
    const tell = worker({ [at("runs")]: 1, [at("next")]: Number.NaN });
    expect((await tell(at("gone"), at("runs"), at("next"))).kept).toEqual([at("runs"), at("next")]);
  });
});
