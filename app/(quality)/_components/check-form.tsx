"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Mark } from "@/components/ui/mark";
import { type CellEntry, type CheckCell, cellsOf, isGood } from "@/lib/client/check-entry";
import { unitSymbol } from "@/lib/format/quantity";
import { readTypedSigned, typedWords } from "@/lib/format/typed-decimal";
import type { CheckedCharacteristic, DueCheckView } from "@/lib/queries/operator/due-checks";
import { CheckTrends } from "./check-trends";
import { limitsWord } from "./check-words";

/** What may still become a number. */
const UNFINISHED = /^\s*[-−]?\d{0,9}\.?\s*$/;

/** What stands in the fields, cell by cell; what is not there yet is empty. */
export type TypedCells = readonly (string | undefined)[];

const [ACCEPTED, REJECTED] = ["ACCEPTED", "REJECTED"] as const;

type Props = { check: DueCheckView; typed: TypedCells; onType: (typed: TypedCells) => void; onReady: (entries: readonly CellEntry[]) => void; onCancel: () => void };

/** The values of a check, characteristic by characteristic with limits and trend. `onReady` is given them once each is there. */
export function CheckForm({ check, typed, onType, onReady, onCancel }: Props) {
  const cells = cellsOf(check);
  const entries = cells.flatMap((cell, index) => entryOf(cell, typed[index]) ?? []);
  const isComplete = entries.length === cells.length;
  const type = (at: number, value: string) => onType(cells.map((_, index) => (index === at ? value : typed[index])));
  const form = useRef<HTMLFormElement>(null);
  // The dialog opened before it was known what is asked for, with the focus on its cross.
  useEffect(() => form.current?.querySelector<HTMLElement>("input, select")?.focus(), []);
  return (
    <form
      ref={form}
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) onReady(entries);
      }}
    >
      {check.characteristics.map((characteristic) => (
        <fieldset
          key={characteristic.position}
          aria-label={characteristic.name}
          className="grid items-start gap-x-6 gap-y-3 border-b border-line pb-4 sm:grid-cols-[minmax(0,1fr)_22rem]"
        >
          <div className="grid gap-2">
            <div>
              <h3 className="font-semibold">{characteristic.name}</h3>
              <p className="text-ink-2">{limitsWord(characteristic)}</p>
            </div>
            <div className="flex flex-wrap gap-3">
              {cells.map((cell, index) =>
                cell.characteristic === characteristic ? (
                  <Cell key={cell.sample} cell={cell} several={check.sampleSize > 1} value={typed[index] ?? ""} onType={(value) => type(index, value)} />
                ) : null,
              )}
            </div>
          </div>
          {characteristic.kind === "VARIABLE" ? <CheckTrends checkId={check.id} position={characteristic.position} /> : null}
        </fieldset>
      ))}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Leave it</Button>
        <Button type="submit" tone="primary" disabled={!isComplete}>
          Read it once more
        </Button>
      </div>
    </form>
  );
}

type CellProps = { cell: CheckCell; several: boolean; value: string; onType: (value: string) => void };

function Cell({ cell, several, value, onType }: CellProps) {
  const { kind, uom } = cell.characteristic;
  const entry = entryOf(cell, value);
  // Which characteristic it is of, its group says.
  const label = several ? `Sample ${cell.sample}` : kind === "VARIABLE" ? "Value" : "Seen";
  const verdict = (
    <span aria-live="polite" className="block min-h-5">
      {entry === null ? null : isGood(cell, entry) ? (
        <Mark kind="saved">{kind === "VARIABLE" ? "within" : "good"}</Mark>
      ) : (
        <Mark kind="warning">{kind === "VARIABLE" ? "outside" : "bad"}</Mark>
      )}
    </span>
  );
  if (kind === "ATTRIBUTE")
    return (
      <Select
        label={label}
        hint={verdict}
        value={value}

        className="w-48"
        onChange={(event) => onType(event.target.value)}
        options={choicesOf(cell.characteristic)}
      />
    );
  return (
    <Field
      label={uom === null ? label : `${label}, ${unitSymbol(uom)}`}
      inputMode="decimal"
      autoComplete="off"

      className="w-36"
      value={value}
      hint={verdict}
      error={entry === null && !UNFINISHED.test(value) ? typedWords() : undefined}
      onChange={(event) => onType(event.target.value)}
    />
  );
}

function choicesOf({ defectCodes, defectNames = {} }: CheckedCharacteristic): { value: string; label: string }[] {
  const bad =
    defectCodes.length === 0
      ? [{ value: REJECTED, label: "Rejected" }]
      : defectCodes.map((code) => ({ value: `${REJECTED} ${code}`, label: `Rejected: ${defectNames[code] ?? code}` }));
  return [{ value: "", label: "What was seen" }, { value: ACCEPTED, label: "Accepted" }, ...bad];
}

/** What a field says; null while that is nothing, or no number. */
function entryOf({ characteristic }: CheckCell, typed: string = ""): CellEntry | null {
  if (characteristic.kind === "VARIABLE") {
    const value = readTypedSigned(typed);
    return value === null ? null : { value };
  }
  if (typed === "") return null;
  return typed === ACCEPTED ? { accepted: true, defect: null } : { accepted: false, defect: typed === REJECTED ? null : typed.slice(REJECTED.length + 1) };
}
