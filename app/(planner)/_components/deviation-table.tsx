"use client";

import { useState } from "react";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import type { Signature } from "@/components/data/sign-fields";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import type { CommandResult } from "@/lib/commands/refusal";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { DeviationView } from "@/lib/queries/quality/deviations";

type Send = (raw: unknown) => Promise<CommandResult<unknown>>;

type DeviationTableProps = {
  rows: readonly DeviationView[];
  /** Whose desk it is, in words: what a signature says. */
  as: "planner" | "quality";
  approve: Send;
  refuse: Send;
};

/** EX-12: what was asked for instead of what is planned, who has approved it, and what was used; nothing where nothing was asked for. */
export function DeviationTable({ rows, as, approve, refuse }: DeviationTableProps) {
  const [asked, setAsked] = useState<{ readonly row: DeviationView; readonly act: "APPROVE" | "REFUSE" }>();
  if (rows.length === 0) return null;
  return (
    <Panel title="Deviations" note="material that is neither planned nor listed" className="overflow-x-auto">
      <Table caption="Deviations">
        <thead>
          <tr>
            <Th>Number</Th>
            <Th>Instead</Th>
            <Th num>Quantity</Th>
            <Th>Why</Th>
            <Th>State</Th>
            <Th>Decide</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className={row.state === "ASKED" || row.state === "APPROVED" ? "" : "text-ink-3"}>
              <RowHead>
                {row.number}
                <span className="block text-sm font-normal text-ink-3">{`${row.operation === null ? row.order : `${row.order} / ${row.operation}`}, ${row.site}`}</span>
              </RowHead>
              <Td>
                {`lot ${row.lot}, ${row.item}`}
                <span className="block text-sm text-ink-3">{row.planned === null ? row.itemText : `for ${row.planned}; ${row.itemText}`}</span>
              </Td>
              <Td num>
                {formatQuantityWithUnit(row.quantity, row.uom)}
                {row.used === "0" ? null : <span className="block text-sm text-ink-3">{`${formatQuantity(row.used)} used`}</span>}
              </Td>
              <Td>
                {row.reason}
                <span className="block text-sm text-ink-3">{`${row.askedName}, ${formatDayTime(row.askedAt, row)}`}</span>
              </Td>
              <Td>
                {stateWords(row)}
                <span className="block text-sm text-ink-3">{approvals(row)}</span>
              </Td>
              <Td>
                <span className="flex flex-wrap gap-2">
                  {row.mayApprove ? (
                    <Button aria-label={`Approve ${row.number}`} onClick={() => setAsked({ row, act: "APPROVE" })}>
                      Approve
                    </Button>
                  ) : null}
                  {row.mayRefuse ? (
                    <Button aria-label={`Refuse ${row.number}`} onClick={() => setAsked({ row, act: "REFUSE" })}>
                      Refuse
                    </Button>
                  ) : null}
                </span>
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {asked === undefined ? null : <DecideDialog {...asked} as={as} send={asked.act === "APPROVE" ? approve : refuse} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}

function stateWords({ state, validUntil, timeZone, refusedName, refusal }: DeviationView): string {
  switch (state) {
    case "ASKED":
      return "Asked for";
    case "APPROVED":
      return `Approved until ${formatDayTime(validUntil, { timeZone })}`;
    case "REFUSED":
      return refusedName === null ? (refusal ?? "") : `Refused by ${refusedName}: ${refusal ?? ""}`;
    case "EXPIRED":
      return "Its time is over";
    case "USED":
      return "Used";
  }
}

function approvals({ plannedName, qualityName }: DeviationView): string {
  return `planner: ${plannedName ?? "not yet"}; quality: ${qualityName ?? "not yet"}`;
}

type DecideProps = { row: DeviationView; act: "APPROVE" | "REFUSE"; as: DeviationTableProps["as"]; send: Send; onClose: () => void };

function DecideDialog({ row, act, as, send, onClose }: DecideProps) {
  const [reason, setReason] = useState("");
  const approves = act === "APPROVE";
  const decide = (signature: Signature) => {
    const head = { commandId: v7(), deviationId: row.id };
    return send(approves ? { ...signature, input: head } : { ...head, reason: reason.trim() });
  };
  return (
    <CommandDialog
      title={`${approves ? "Approve" : "Refuse"} ${row.number}`}
      description={`${formatQuantityWithUnit(row.quantity, row.uom)} of lot ${row.lot} (${row.item}) in the place of ${row.planned}, ${row.order} / ${row.operation}. ${row.reason}`}
      action={approves ? "Sign the approval" : "Refuse it"}
      ready={approves || reason.trim() !== ""}
      meaning={approves ? `You approve for ${as === "planner" ? "planning" : "quality"} that this is used.` : undefined}
      timeZone={row.timeZone}
      send={decide}
      onClose={onClose}
    >
      {approves ? null : <Field label="Why" value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />}
    </CommandDialog>
  );
}
