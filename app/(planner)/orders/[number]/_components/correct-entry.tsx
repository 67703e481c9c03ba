"use client";

import { useState } from "react";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { formatQuantity } from "@/lib/format/quantity";
import { differenceOf, isZeroTyped, readTyped, typedWords } from "@/lib/format/typed-decimal";
import type { CorrectionChoices } from "@/lib/queries/planner/correction-choices";
import type { OrderEvent } from "@/lib/queries/planner/order-events";
import { correctEntryAction, reverseEntryAction } from "../actions";

type Entry = Pick<OrderEvent, "type" | "good" | "scrap" | "rework" | "activity" | "scrapReason" | "reworkReason"> & { readonly entryId: string };
type Props = { entry: Entry; /** The entry in words. */ text: string; choices: CorrectionChoices; timeZone: string };

/** EX-19: takes an entry of the history back, or corrects a quantity: the wrong one and what replaces it both stay in the history. */
export function CorrectEntry(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-label={`Correct ${props.text}`} onClick={() => setOpen(true)}>
        Correct
      </Button>
      {open ? <CorrectDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const QUANTITIES = ["good", "scrap", "rework"] as const;
type Quantity = (typeof QUANTITIES)[number];

const isOther = (was: string, is: string | null): is is string => is !== null && !isZeroTyped(differenceOf(is, was));

function CorrectDialog({ entry, text, choices, timeZone, onClose }: Props & { onClose: () => void }) {
  const made = entry.type === "production.confirmed";
  const [act, setAct] = useState<"CORRECT" | "BACK">(made ? "CORRECT" : "BACK");
  const was = { good: entry.good ?? "0", scrap: entry.scrap ?? "0", rework: entry.rework ?? "0" };
  const [typed, setTyped] = useState(was);
  const [rejected, setRejected] = useState({ scrap: entry.scrapReason ?? "", rework: entry.reworkReason ?? "" });
  const [reason, setReason] = useState("");
  const correct = act === "CORRECT";
  const quantity = { good: readTyped(typed.good), scrap: readTyped(typed.scrap), rework: readTyped(typed.rework) };
  const [scraps, reworks] = [!isZeroTyped(quantity.scrap ?? "0"), !isZeroTyped(quantity.rework ?? "0")];
  const isRead = QUANTITIES.every((name) => quantity[name] !== null);
  const isChanged =
    QUANTITIES.some((name) => isOther(was[name], quantity[name])) ||
    (scraps && rejected.scrap !== (entry.scrapReason ?? "")) ||
    (reworks && rejected.rework !== (entry.reworkReason ?? ""));
  const ready = reason !== "" && (!correct || (isRead && isChanged && (!scraps || rejected.scrap !== "") && (!reworks || rejected.rework !== "")));
  const send = () => {
    const head = { commandId: v7(), entryId: entry.entryId, reason };
    if (!correct) return reverseEntryAction(head);
    return correctEntryAction({
      ...head,
      good: quantity.good ?? "",
      scrap: quantity.scrap ?? "",
      rework: quantity.rework ?? "",
      ...(scraps ? { scrapReason: rejected.scrap } : {}),
      ...(reworks ? { reworkReason: rejected.rework } : {}),
    });
  };
  const options = (list: CorrectionChoices["scrap"]) => [{ value: "", label: "Choose a reason" }, ...list.map(({ code, name }) => ({ value: code, label: name }))];
  const amount = (name: Quantity, label: string) => {
    const is = quantity[name];
    return (
      <Field
        label={label}
        inputMode="decimal"
        value={typed[name]}
        onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
        hint={isOther(was[name], is) ? `${formatQuantity(was[name])} becomes ${formatQuantity(is)}` : undefined}
        error={is === null ? typedWords() : undefined}
      />
    );
  };
  return (
    <CommandDialog
      title={`Correct ${text}`}
      description="What was entered stays readable beside what replaces it. The ERP hears of both, and cost is what the right entry would have cost at first."
      action={correct ? "Save the right quantity" : "Take it back"}
      ready={ready}
      timeZone={timeZone}
      send={send}
      onClose={onClose}
    >
      {made ? (
        <Select
          label="What is to be done"
          value={act}
          onChange={(event) => setAct(event.target.value === "BACK" ? "BACK" : "CORRECT")}
          options={[
            { value: "CORRECT", label: "Correct the quantity" },
            { value: "BACK", label: "Take it back" },
          ]}
        />
      ) : (
        <p>Material that was taken is taken back whole. The right lot or quantity is then entered at the machine.</p>
      )}
      {correct ? (
        <>
          {amount("good", "Good")}
          {amount("scrap", "Scrap")}
          {scraps ? (
            <Select label="Why it is scrap" value={rejected.scrap} onChange={(event) => setRejected({ ...rejected, scrap: event.target.value })} options={options(choices.scrap)} />
          ) : null}
          {entry.activity === "REWORK" ? null : amount("rework", "Rework")}
          {reworks ? (
            <Select
              label="Why it is rework"
              value={rejected.rework}
              onChange={(event) => setRejected({ ...rejected, rework: event.target.value })}
              options={options(choices.scrap)}
            />
          ) : null}
        </>
      ) : null}
      <Select label="Why it is corrected" value={reason} onChange={(event) => setReason(event.target.value)} options={options(choices.correction)} />
    </CommandDialog>
  );
}
