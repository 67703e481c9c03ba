import type { RunView } from "@/lib/queries/operator/run-view";
import type { StationLine } from "@/lib/queries/operator/station-lines";
import { keptLines, keptView } from "./kept-views";
import { type KnownPerson, personOf } from "./known-people";
import { presentMark } from "./present";

/** The page that a tablet without a network can show at an address. */
export type OfflinePage = { readonly now: string } & (
  | { readonly kind: "SIGN_ON"; readonly to: string; /** The line at which the tablet stands. */ readonly own: StationLine | undefined }
  | { readonly kind: "LINES"; readonly person: KnownPerson; readonly lines: readonly StationLine[] }
  | { readonly kind: "UNIT"; readonly person: KnownPerson; readonly view: RunView; readonly order: string | undefined }
  /** A machine that was never opened here while there was a network, and a page that needs it. */
  | { readonly kind: "MISSING" }
);

const LINES = "/station";

/** What this tablet knows of the page at `location`: the sign-on where nobody is there, or where somebody asked for it. */
export async function readOffline(location: Pick<Location, "pathname" | "search">, at: Date): Promise<OfflinePage> {
  const now = at.toISOString();
  const query = new URLSearchParams(location.search);
  const signIn = location.pathname === "/sign-in";
  const path = signIn || location.pathname === "/" ? pathIn(query.get("to")) : location.pathname;
  const mark = signIn && query.has("switch") ? null : presentMark(at);
  const person = mark === null ? undefined : await personOf(mark, at);
  const lines = await keptLines();
  if (person === undefined) return { kind: "SIGN_ON", now, to: path, own: lines.find((line) => line.own) ?? lines[0] };
  const kept = await keptView(path);
  if (kept === undefined) return { kind: "MISSING", now };
  return kept.kind === "LINES" ? { kind: "LINES", now, person, lines: kept.lines } : { kind: "UNIT", now, person, view: kept.view, order: query.get("order") ?? undefined };
}

/** Only pages of the floor are here. */
function pathIn(to: string | null): string {
  return to !== null && (to === LINES || to.startsWith(`${LINES}/`)) ? to : LINES;
}
