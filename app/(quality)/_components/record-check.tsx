"use client";

import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Mark } from "@/components/ui/mark";
import { type CellEntry, type CheckCell, cellsOf, failingOf, isGood, resultsOf } from "@/lib/client/check-entry";
import { fetchJson } from "@/lib/client/fetch-json";
import { listed } from "@/lib/format/planner/listed";
import type { DueCheckView } from "@/lib/queries/operator/due-checks";
import type { DeskCheck } from "@/lib/queries/quality/desk";
import { recordCheckAction } from "../actions";
import { CheckForm, type TypedCells } from "./check-form";
import { entryWord } from "./check-words";

/** What was recorded, in words, and as what it may be taken back. */
export type Recorded = { readonly checkId: string; readonly passed: boolean; readonly words: string };

type Props = { row: DeskCheck; place: string; onRecorded: (recorded: Recorded) => void; onClose: () => void };

/** EX-14 at the desk: all values of a check that is due, each judged as it is typed; then all of it once more before it is recorded. */
export function RecordCheck({ row, place, onRecorded, onClose }: Props) {
  // What is asked for does not change while it is typed, and what was typed outlives a look at the other step.
  const { data: check, isError } = useQuery({
    queryKey: ["check-due", row.id],
    queryFn: () => fetchJson<DueCheckView>(`/quality/checks/${row.id}`),
    retry: false,
    staleTime: Infinity,
  });
  const [typed, setTyped] = useState<TypedCells>([]);
  const [entries, setEntries] = useState<readonly CellEntry[]>();
  if (check !== undefined && entries !== undefined)
    return <ReadOnce row={row} check={check} entries={entries} onCorrect={() => setEntries(undefined)} onRecorded={onRecorded} onClose={onClose} />;
  return (
    <Dialog onClose={onClose} title={`Record check ${row.plan}`} description={place} wide>
      {check !== undefined ? (
        <CheckForm check={check} typed={typed} onType={setTyped} onReady={setEntries} onCancel={onClose} />
      ) : isError ? (
        <p role="alert">It could not be read: somebody may have recorded it. Close this and look at the list again.</p>
      ) : (
        <p className="text-ink-3">What it asks for is coming.</p>
      )}
    </Dialog>
  );
}

type ReadProps = { row: DeskCheck; check: DueCheckView; entries: readonly CellEntry[]; onCorrect: () => void; onRecorded: Props["onRecorded"]; onClose: () => void };

/** UI-11: a failure is expensive to undo, so that it is read once more before it is recorded. */
function ReadOnce({ row, check, entries, onCorrect, onRecorded, onClose }: ReadProps) {
  const cells = cellsOf(check);
  const failing = failingOf(cells, entries).map(({ name }) => name);
  const passed = failing.length === 0;
  const send = async () => {
    const answer = await recordCheckAction({ commandId: v7(), checkId: check.id, results: resultsOf(cells, entries) });
    if (answer.ok) onRecorded({ checkId: answer.data.checkId, passed: answer.data.verdict === "PASS", words: wordsOf(check.plan, failing, answer.data) });
    return answer;
  };
  return (
    <CommandDialog
      title={`${check.plan}: read it once more`}
      description={passed ? "All of it is within the limits." : "What was made since it last passed goes on hold, a nonconformance opens over it, and quality is called."}
      action={passed ? "Record the check" : "Record the failure"}
      ready
      timeZone={row.timeZone}
      send={send}
      onClose={onClose}
    >
      <Mark kind={passed ? "saved" : "warning"} className="text-lg font-semibold">
        {passed ? "Passes" : `Fails: ${failing.join(", ")}`}
      </Mark>
      <ul aria-label="What was entered" className="grid gap-1">
        {cells.map((cell, index) => (
          <Line key={`${cell.characteristic.position} ${cell.sample}`} cell={cell} entry={entries[index]} several={check.sampleSize > 1} />
        ))}
      </ul>
      <Button tone="quiet" onClick={onCorrect} className="justify-self-start">
        Correct a value
      </Button>
    </CommandDialog>
  );
}

function Line({ cell, entry, several }: { cell: CheckCell; entry: CellEntry | undefined; several: boolean }) {
  if (entry === undefined) return null;
  const { name } = cell.characteristic;
  return (
    <li className="flex items-center justify-between gap-4 border-b border-line py-1">
      <span>{several ? `${name}, sample ${cell.sample}` : name}</span>
      <span className="flex items-center gap-4 text-right font-medium">
        {isGood(cell, entry) ? null : <Mark kind="warning">{"value" in entry ? "outside" : "bad"}</Mark>}
        {entryWord(entry, cell.characteristic)}
      </span>
    </li>
  );
}

type Answer = Extract<Awaited<ReturnType<typeof recordCheckAction>>, { ok: true }>["data"];

/** What became of it. Taking the values back lifts neither hold nor nonconformance, which is said before it is done (EX-19). */
function wordsOf(plan: string, failing: readonly string[], { nonconformance, held }: Answer): string {
  if (nonconformance === null) return `${plan} is recorded: it passed.`;
  const lots = held.length === 0 ? "" : ` ${held.length === 1 ? "Lot" : "Lots"} ${listed(held.map(({ lot }) => lot))} ${held.length === 1 ? "is" : "are"} on hold.`;
  return `${plan} is recorded. Failed: ${failing.join(", ")}. ${nonconformance.number} is open.${lots} Undo takes back the values alone.`;
}
