"use client";

import { useState } from "react";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { RowAlert } from "@/components/ui/row-alert";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { useNow } from "@/components/ui/use-now";
import { useCommand } from "@/lib/client/use-command";
import { formatAge, secondsBetween } from "@/lib/format/duration";
import { formatDayTime } from "@/lib/format/instant";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { DeskCheck } from "@/lib/queries/quality/desk";
import { takeCheckBackAction } from "../actions";
import { type AskAbout, AskForCheck } from "./ask-for-check";
import { RecordCheck, type Recorded } from "./record-check";
import { TrendButton } from "./trend-button";

/** UI-10: so long may what was recorded here be taken back. */
const UNDO_MS = 30_000;

type Props = {
  title: string;
  rows: readonly DeskCheck[];
  now: string;
  empty: string;
  /** What the reader may ask a check for from here; absent for who may not. */
  ask?: { readonly about: AskAbout; readonly timeZone: string } | undefined;
  className?: string;
};

/** Checks with where they belong: of a due one for how long, and who may records it; of one that was recorded how it ended. */
export function CheckTable({ title, rows: read, now, empty, ask, className }: Props) {
  const [recording, setRecording] = useState<DeskCheck>();
  // What was recorded here is due no more, also while the page is still the one from before.
  const [done, setDone] = useState<readonly string[]>([]);
  const rows = read.filter((row) => row.state !== "DUE" || !done.includes(row.id));
  const [last, setLast] = useState<Recorded & { readonly until: number; readonly timeZone: string }>();
  return (
    <Panel title={title} actions={ask === undefined ? undefined : <AskForCheck {...ask} />} className={`overflow-x-auto ${className ?? ""}`}>
      {last === undefined ? null : <TakeBack key={last.checkId} last={last} onGone={() => setLast(undefined)} />}
      {rows.length === 0 ? (
        <EmptyState title={empty}>Plans come from the ERP; their checks become due at the operations by themselves.</EmptyState>
      ) : (
        <Table caption={title}>
          <thead>
            <tr>
              <Th>Plan</Th>
              <Th>Where</Th>
              <Th>Item</Th>
              <Th>When</Th>
              <Th>Look or record</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <RowHead className="whitespace-nowrap">
                  {row.plan}
                  {row.failed.length > 0 ? (
                    <span className="block text-sm font-normal text-down-ink">{row.failed.join(", ")}</span>
                  ) : row.verdict === null ? null : (
                    <span className="block text-sm font-normal text-ink-3">{row.verdict === "PASS" ? "passed" : "failed"}</span>
                  )}
                </RowHead>
                <Td>{placeOf(row)}</Td>
                <Td className="whitespace-nowrap">{row.item}</Td>
                <Td className={row.recordedAt === null ? "whitespace-nowrap" : undefined}>
                  {row.recordedAt === null
                    ? `due for ${formatAge(secondsBetween(row.dueAt, now))}`
                    : `${formatDayTime(row.recordedAt, { timeZone: row.timeZone })}${row.recordedBy === null ? "" : `, ${row.recordedBy}`}`}
                </Td>
                <Td>
                  <span className="flex gap-2">
                    {row.mayRecord ? (
                      <Button aria-label={`Record ${row.plan}, ${placeOf(row)}`} onClick={() => setRecording(row)}>
                        Record
                      </Button>
                    ) : null}
                    <TrendButton checkId={row.id} plan={row.plan} />
                  </span>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {recording === undefined ? null : (
        <RecordCheck
          key={recording.id}
          row={recording}
          place={placeOf(recording)}
          onRecorded={(recorded) => {
            setDone([...done, recording.id]);
            setLast({ ...recorded, until: Date.now() + UNDO_MS, timeZone: recording.timeZone });
          }}
          onClose={() => setRecording(undefined)}
        />
      )}
    </Panel>
  );
}

/** What was recorded last here, as long as it may be taken back. */
function TakeBack({ last, onGone }: { last: Recorded & { readonly until: number; readonly timeZone: string }; onGone: () => void }) {
  const now = useNow();
  const command = useCommand({ onDone: onGone });
  // The clock of the page may be up to a second behind.
  const left = Math.min(UNDO_MS / 1000, Math.ceil((last.until - (now ?? last.until)) / 1000));
  if (left <= 0 && command.refusal === null && !command.busy) return null;
  return (
    <div className="flex flex-wrap items-center gap-3 border-b border-line bg-sunken px-4 py-2">
      <span role="status">
        <Mark kind={last.passed ? "saved" : "warning"}>{last.words}</Mark>
      </span>
      {left <= 0 ? null : (
        <Button busy={command.busy} onClick={() => command.send(() => takeCheckBackAction({ commandId: v7(), checkId: last.checkId, reason: "MISKEY" }))}>
          {`Undo, ${left} s`}
        </Button>
      )}
      <RowAlert>{command.refusal === null ? undefined : refusalSentence(command.refusal, { timeZone: last.timeZone })}</RowAlert>
    </div>
  );
}

function placeOf({ site, order, operation, workUnit, lot }: DeskCheck): string {
  const where = [order === null ? null : operation === null ? order : `${order} / ${operation}`, lot === null ? null : `lot ${lot}`, workUnit, site];
  return where.filter((part) => part !== null).join(", ");
}
