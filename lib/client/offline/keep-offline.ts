import { BUILD } from "@/lib/client/build";
import { keptKey, type SignOnKey } from "@/lib/client/tap-proof";
import { fetchJson } from "@/lib/client/fetch-json";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { StationLine } from "@/lib/queries/operator/station-lines";
import { inPatience } from "@/lib/client/patience";
import { keepInstructionFiles, keepNewInstructionFiles } from "./keep-instruction-files";
import { forgetOthers, keepLines, keepUnit, type KeptView } from "./kept-views";
import { type KnownPerson, personOf, rememberPerson } from "./known-people";
import { tellLocks } from "./locks-here";
import { presentMark, sessionAccount, setPresent, takeMark } from "./present";

/** How often the pages of the tablet's own line are read ahead. */
const READ_AHEAD_MS = 5 * 60_000;
/** How soon to try again to install the service worker. */
const INSTALL_AGAIN_MS = 15_000;

/** Who is signed on, as much as a tablet may keep of them. */
type SignedOn = Omit<KnownPerson, "tail" | "badge" | "at" | "signOn">;

/** Keeps what a page shows, and resolves once it lies there. @throws Error where storage is full, refuses or answers nothing in time. */
export async function keepView(view: KeptView): Promise<void> {
  await inPatience(() => (view.kind === "LINES" ? keepLines(view.lines, view.now) : keepUnit(view.view)));
  // For later: nobody waits for it.
  if (view.kind === "UNIT") void keepNewInstructionFiles(view.view).catch(() => undefined);
}

/**
 * Makes the tablet one that goes on without the network: a service worker keeps its files, the pages of its own line are read ahead, and whoever has
 * just signed on can do so offline too. Answers what ends it. Browsers have service workers on secure pages only; elsewhere what is open goes on, and a
 * reload needs the network.
 */
export function keepOffline(person: SignedOn, signOn: SignOnKey | undefined): () => void {
  const stopped = new AbortController();
  // Refused storage or a cut line: what is open goes on, and the next round tries again.
  const quietly = (work: Promise<void>) => void work.catch(() => undefined);
  // Whose badge was locked here may be who signs on now.
  quietly(knowAgain(person, signOn).then(() => tellLocks(new Date())));
  quietly(askToPersist());
  if (navigator.serviceWorker !== undefined && BUILD !== undefined) {
    quietly(holdBuild(BUILD, stopped.signal));
    quietly(startWorker(navigator.serviceWorker, BUILD, person.locale, stopped.signal));
  }
  const readAhead = () => quietly(readOwnLine(stopped.signal));
  readAhead();
  const timer = setInterval(readAhead, READ_AHEAD_MS);
  return () => {
    stopped.abort();
    clearInterval(timer);
  };
}

async function knowAgain(person: SignedOn, signOn: SignOnKey | undefined): Promise<void> {
  sessionAccount.set(person.accountId);
  const signedOn = takeMark();
  const now = new Date();
  if (signedOn === undefined) {
    // Whoever was here before is not to be the one who goes on without the network (SEC-06).
    const present = presentMark(now);
    if (present !== null && (await personOf(present, now))?.accountId !== person.accountId) setPresent(null, now);
    return;
  }
  const key = signOn === undefined ? undefined : await keptKey(signOn);
  await rememberPerson(signedOn.mark, { ...person, signOn: key, tail: signedOn.tail, badge: signedOn.badge, at: now.toISOString() });
  setPresent(signedOn.mark, now);
}

/** Asks the browser to clear nothing of this tablet by itself when the disk runs short. Without https there is nobody to ask. */
async function askToPersist(): Promise<void> {
  if (navigator.storage === undefined || (await navigator.storage.persisted())) return;
  await navigator.storage.persist();
}

/** Says to the service worker of a later build, as long as this page stands open, that the files of this one are still needed. */
async function holdBuild(build: string, signal: AbortSignal): Promise<void> {
  await navigator.locks.request(`floor-${build}`, { mode: "shared" }, () => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })));
}

/** Installs the service worker of this build. Where a file could not be had, it tries again until it has them all. */
async function startWorker(workers: ServiceWorkerContainer, build: string, locale: string, signal: AbortSignal): Promise<void> {
  // The name of a build is part of the address, so that a new one installs itself beside the old.
  const address = `/floor-worker.js?build=${encodeURIComponent(build)}`;
  while (!signal.aborted) {
    const registration = await workers.register(address);
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (worker !== null && (await isActivated(worker))) {
      // The camera reads without the network as well, whether or not it was opened before.
      worker.postMessage({ language: locale, files: [...performance.getEntriesByType("resource").map(({ name }) => name), "/api/decoder"] });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, INSTALL_AGAIN_MS));
  }
}

/** True once a worker has its files and runs, false when it could not install itself. */
function isActivated(worker: ServiceWorker): Promise<boolean> {
  return new Promise((resolve) => {
    const look = () => {
      if (worker.state === "activated") resolve(true);
      if (worker.state === "redundant") resolve(false);
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

/** Codes of the machines whose pages are read ahead: all of the line at which this tablet stands. */
export function ownUnits(lines: readonly (Pick<StationLine, "own"> & { readonly units: readonly { readonly code: string }[] })[]): readonly string[] {
  return lines.filter((line) => line.own).flatMap((line) => line.units.map((unit) => unit.code));
}

/** The pages of the line at which this tablet stands, one after the other: they are for later and must not be in anybody's way. */
async function readOwnLine(signal: AbortSignal): Promise<void> {
  if (!navigator.onLine) return;
  const lines = await fetchJson<readonly StationLine[]>("/api/station");
  await keepLines(lines, new Date().toISOString());
  await forgetOthers(lines);
  for (const code of ownUnits(lines)) {
    if (signal.aborted) return;
    await keepUnit(await fetchJson<RunView>(`/api/station/${encodeURIComponent(code)}`));
  }
  await keepInstructionFiles();
}
