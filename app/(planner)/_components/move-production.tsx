"use client";

import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { readScreen } from "@/lib/client/read-screen";
import { wipKeys } from "@/lib/client/office-keys";
import { formatQuantity, formatQuantityWithUnit, unitSymbol } from "@/lib/format/quantity";
import { differenceOf, isZeroTyped, readTyped, typedWords } from "@/lib/format/typed-decimal";
import type { MoveScreen } from "@/lib/queries/planner/move-screen";
import { proposeShiftAction } from "../actions";

type Props = {
  number: string;
  siteCode: string;
  timeZone: string;
  /** In a row of a table: quiet and short. */ inRow?: boolean;
};

/** Opens the dialog that proposes to make a part of an order elsewhere. */
export function MoveProduction({ number, siteCode, timeZone, inRow = false }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button tone={inRow ? "quiet" : "plain"} aria-label={inRow ? `Move production of ${number}` : undefined} onClick={() => setOpen(true)}>
        {inRow ? "Move" : "Move production"}
      </Button>
      {open ? <MoveDialog number={number} siteCode={siteCode} timeZone={timeZone} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function MoveDialog({ number, siteCode, timeZone, onClose }: Omit<Props, "inRow"> & { onClose: () => void }) {
  const { data: screen, isError } = useQuery({
    queryKey: ["wip", "move", siteCode, number],
    queryFn: () => readScreen<MoveScreen>(`/orders/${encodeURIComponent(number)}/move?site=${encodeURIComponent(siteCode)}`),
    // What is begun grows by the minute: it is asked each time that the dialog opens.
    gcTime: 0,
    staleTime: 0,
  });
  if (screen !== undefined) return <MoveForm screen={screen} timeZone={timeZone} onClose={onClose} />;
  return (
    <Dialog onClose={onClose} title={`Move production of ${number}`} actions={<Button onClick={onClose}>Leave it</Button>}>
      <p role={isError ? "alert" : "status"}>{isError ? "What may be moved could not be read. Close this and open it again." : "Reading what may be moved …"}</p>
    </Dialog>
  );
}

function MoveForm({ screen, timeZone, onClose }: { screen: MoveScreen; timeZone: string; onClose: () => void }) {
  const client = useQueryClient();
  const [target, setTarget] = useState(screen.targets.length === 1 ? (screen.targets[0]?.lineId ?? "") : "");
  const [typed, setTyped] = useState(screen.unstarted);
  const chosen = screen.targets.find((each) => each.lineId === target);
  const read = readTyped(typed);
  const quantity = read ?? "0";
  const wrong = read === null ? typedWords() : wrongQuantity(read, screen);
  const possible = screen.targets.length > 0 && screen.unstarted !== "0";
  const send = async () => {
    const result = await proposeShiftAction({ commandId: v7(), orderId: screen.orderId, targetWorkCentreId: target, quantity });
    if (result.ok) await client.invalidateQueries({ queryKey: wipKeys.all });
    return result;
  };
  return (
    <CommandDialog
      title={`Move production of ${screen.number}`}
      description="The quantity is kept for the move from now on. Another planner approves it, then the ERP changes both orders."
      action="Propose the move"
      ready={chosen !== undefined && wrong === null}
      timeZone={timeZone}
      send={send}
      onClose={onClose}
    >
      {possible ? (
        <>
          <Select
            label="Line that takes it over"
            value={target}
            onChange={(event) => setTarget(event.target.value)}
            hint="Only lines that are qualified for it, at your sites."
            options={[
              ...(screen.targets.length === 1 ? [] : [{ value: "", label: "Choose a line" }]),
              ...screen.targets.map((each) => ({
                value: each.lineId,
                label: `${each.line}, ${each.site === screen.site ? `takes over from ${each.fromLine ?? "the present line"}` : `${each.site}, makes all steps`}`,
              })),
            ]}
          />
          <Field
            label={`Quantity in ${unitSymbol(screen.uom)}`}
            inputMode="decimal"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            hint={`At most ${formatQuantity(screen.unstarted)}: of ${formatQuantity(screen.quantity)}, ${formatQuantity(screen.started)} ${screen.started === "1" ? "is" : "are"} begun${screen.reserved === "0" ? "" : ` and ${formatQuantity(screen.reserved)} kept for other moves`}.`}
            error={wrong ?? undefined}
          />
          {wrong === null && chosen !== undefined ? (
            <p className="text-sm text-ink-2">
              {`${screen.number} keeps ${formatQuantity(differenceOf(screen.quantity, quantity))} of ${formatQuantityWithUnit(screen.quantity, screen.uom)}; a new order of ${formatQuantityWithUnit(quantity, screen.uom)} ${screen.item} is made on ${chosen.line}.`}
            </p>
          ) : null}
        </>
      ) : (
        <p>
          {screen.targets.length === 0
            ? "No other line of your sites is qualified for what is left of it. IT and engineering say which lines are: by qualified machines, or by a routing at another site."
            : "Nothing of it is left to move: all of it is begun, or kept for other moves."}
        </p>
      )}
    </CommandDialog>
  );
}

function wrongQuantity(quantity: string, { unstarted, decimals }: MoveScreen): string | null {
  if (isZeroTyped(quantity)) return "Type a number above zero.";
  if ((quantity.split(".")[1] ?? "").length > decimals) return decimals === 0 ? "It is counted in whole pieces." : `It has at most ${decimals} decimals.`;
  return differenceOf(unstarted, quantity).startsWith("-") ? `At most ${formatQuantity(unstarted)} can be moved.` : null;
}
