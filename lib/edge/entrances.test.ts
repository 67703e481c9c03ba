import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Entrances without a check of their own, and why. Anything new must ask who is calling. */
const OPEN: Readonly<Record<string, string>> = {
  "app/(auth)/sign-in/page.tsx": "nobody is signed in yet",
  "app/(auth)/sign-in/actions.ts": "signing out ends the session of whoever asks; a device that is none any more gives its token back",
  "app/(auth)/enrol/page.tsx": "the code is the key",
  "app/(auth)/enrol/actions.ts": "the code is the key; attempts are limited",
  "app/(offline)/floor/[language]/page.tsx": "an empty page that a tablet keeps: the same for everybody",
  "app/api/auth/[...nextauth]/route.ts": "next-auth checks credentials and its own token",
};

/** Functions of lib/edge that ask `requireActor` in their first line, for pages that need data and actor at once. */
const ASKS = ["requireActor", "requirePerson", "requireWatcher", "defineAction", "defineSignedAction", "defineHandler", "deviceAdministration", "createCode", "chooseLanguage"];

const entrances = readdirSync(`${root}app`, { recursive: true, encoding: "utf8" })
  .map((path) => `app/${path}`)
  .filter((path) => /(^|\/)(page\.tsx|route\.ts|actions\.ts)$/.test(path))
  .toSorted();

const source = (path: string) => readFileSync(`${root}${path}`, "utf8");

/** Names that a file imports from lib/edge and calls. */
function calls(text: string): readonly string[] {
  const imported = [...text.matchAll(/import \{([^}]*)\} from "@\/lib\/edge\/[^"]+"/g)].flatMap((match) => (match[1] ?? "").split(",").map((name) => name.trim()));
  return imported.filter((name) => text.includes(`${name}(`));
}

describe("entrances", () => {
  it.each(entrances)("SEC-03 %s asks who is calling, or is named with its reason", (path) => {
    const asks = calls(source(path)).some((name) => ASKS.includes(name));
    expect(asks || path in OPEN, `${path} neither calls ${ASKS.join(", ")} nor stands in the list of open entrances`).toBe(true);
  });

  it("the list of open entrances names no file that is gone", () => {
    expect(Object.keys(OPEN).filter((path) => !entrances.includes(path))).toEqual([]);
  });

  it("every exported handler of a route is made by defineHandler", () => {
    const bare = entrances
      .filter((path) => path.endsWith("route.ts") && !(path in OPEN))
      .filter((path) =>
        [...source(path).matchAll(/export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b(.*)/g)].some((match) => !(match[2] ?? "").includes("defineHandler")),
      );
    expect(bare).toEqual([]);
  });

  it("every exported action asks: by defineAction or defineSignedAction, or by what it calls", () => {
    const bare = entrances
      .filter((path) => path.endsWith("actions.ts") && !(path in OPEN))
      .filter((path) =>
        source(path)
          .split(/^export /m)
          .slice(1)
          .some((part) => /^(async )?(function|const)/.test(part) && !/define(Signed)?Action|requireActor|requirePerson|createCode|revoke\(|chooseLanguage/.test(part)),
      );
    expect(bare).toEqual([]);
  });
});
