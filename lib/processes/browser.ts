import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

// The shell draws for nobody, as Playwright's own does: journeys are a third faster in it.
const onPath = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * A browser for the journeys, installed if the machine has none: Playwright's own, else one on the PATH, else Playwright's download, else
 * Debian's package when we are root. Answers the path of one that is not Playwright's own, "" for Playwright's own. Throws when there is none.
 */
export function findBrowser(): string {
  if (existsSync(chromium.executablePath()) && starts()) return "";
  const present = which(onPath);
  if (present) return present;

  const playwright = (...words: string[]) => spawnSync(process.execPath, ["node_modules/@playwright/test/cli.js", ...words, "chromium"], { stdio: "inherit", timeout: 300_000 });
  if (playwright("install").status === 0) {
    // On a bare system the libraries of a browser are missing, which only its first start tells.
    if (starts()) return "";
    if (process.getuid?.() === 0 && playwright("install-deps").status === 0 && starts()) return "";
  }
  if (process.getuid?.() === 0 && which(["apt-get"])) {
    spawnSync("apt-get", ["update", "-q"], { stdio: "ignore", timeout: 120_000 });
    const install = (name: string) =>
      spawnSync("apt-get", ["install", "-qy", "--no-install-recommends", name], {
        stdio: "ignore",
        timeout: 300_000,
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      }).status === 0;
    if (!install("chromium-headless-shell")) install("chromium");
  }
  const installed = which(onPath);
  if (!installed)
    throw new Error(
      "There is no browser for the journeys: Playwright's own could not be downloaded or does not start, and no Chromium is on the PATH. Install Chromium (Debian: apt-get install chromium-headless-shell).",
    );
  return installed;
}

/** True when Playwright's own browser finds its libraries. */
function starts(): boolean {
  return spawnSync(chromium.executablePath(), ["--version"], { stdio: "ignore", timeout: 30_000 }).status === 0;
}

function which(names: readonly string[]): string | null {
  const folders = (process.env.PATH ?? "").split(":");
  return names.flatMap((name) => folders.map((folder) => `${folder}/${name}`)).find((path) => existsSync(path)) ?? null;
}
