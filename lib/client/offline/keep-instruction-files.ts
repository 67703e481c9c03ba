import { instructionFileHref } from "@/lib/client/instruction-file";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { StationLine } from "@/lib/queries/operator/station-lines";
import { keptLines, keptUnits } from "./kept-views";

/** What of a machine's page says which instructions are needed there, and when. */
type Needs = Pick<RunView, "instructions"> & {
  readonly unit: Pick<RunView["unit"], "code">;
  readonly operation: Pick<NonNullable<RunView["operation"]>, "id"> | null;
  readonly waiting: readonly Pick<RunView["waiting"][number], "operationId">[];
};

/** Addresses that the service worker was asked to keep by this page. */
let told: ReadonlySet<string> = new Set();

/**
 * Where the pictures and PDFs of instructions are that these machines need, each once and the first needed first: of the tablet's own line before others, there of
 * what runs, then of what is next.
 */
export function instructionFiles(views: readonly Needs[], lines: readonly Pick<StationLine, "own" | "units">[]): readonly string[] {
  const own = new Set(lines.filter((line) => line.own).flatMap((line) => line.units.map((unit) => unit.code)));
  const needed = views.flatMap(({ unit, operation, waiting, instructions }) => {
    const turns = [...(operation === null ? [] : [operation.id]), ...waiting.map((one) => one.operationId)];
    return instructions.map(({ operationIds, content }) => ({
      away: own.has(unit.code) ? 0 : 1,
      turn: turns.findIndex((id) => operationIds.includes(id)),
      files: content.blocks.flatMap((block) => ("file" in block ? [instructionFileHref(block.file)] : [])),
    }));
  });
  return [...new Set(needed.toSorted((a, b) => a.away - b.away || a.turn - b.turn).flatMap((one) => one.files))];
}

/** EX-22: has the service worker keep what `instructionFiles` names of the machines whose pages are kept. Where there is no worker nothing can be kept. */
export async function keepInstructionFiles(): Promise<void> {
  if (navigator.serviceWorker === undefined) return;
  const files = instructionFiles(await keptUnits(), await keptLines());
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ drawings: files });
  told = new Set(files);
}

/** The same as soon as a machine's page needs a file that nobody has asked for yet. */
export async function keepNewInstructionFiles(view: Needs): Promise<void> {
  if (instructionFiles([view], []).some((file) => !told.has(file))) await keepInstructionFiles();
}
