"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { InstructionLine, InstructionPlace } from "@/lib/queries/quality/instructions";
import { saveInstructionAction } from "../actions";
import { operationWords } from "./instruction-words";

/** Begins the instruction of an item and an operation that have none, or opens the one that they have. */
export function NewInstruction({ places, lines }: { places: readonly InstructionPlace[]; lines: readonly InstructionLine[] }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [busy, start] = useTransition();
  const [itemId, setItem] = useState(places[0]?.itemId ?? "");
  const operations = places.filter((place) => place.itemId === itemId);
  const [chosen, setOperation] = useState(places[0]?.opNo ?? 0);
  const opNo = operations.some((place) => place.opNo === chosen) ? chosen : (operations[0]?.opNo ?? 0);
  const [title, setTitle] = useState("");
  const [refused, setRefused] = useState<string>();
  const there = lines.findLast((line) => line.itemId === itemId && line.opNo === opNo);
  const items = [...new Map(places.map((place) => [place.itemId, place])).values()];
  const begin = () =>
    start(async () => {
      if (there !== undefined) {
        router.push(`/instructions/${there.id}`);
        return;
      }
      const result = await saveInstructionAction({ commandId: v7(), itemId, opNo, title: title.trim(), gate: "NONE", content: { blocks: [], points: [] }, seen: null });
      if (result.ok) router.push(`/instructions/${result.data.instructionId}`);
      else setRefused(refusalSentence(result, { timeZone: "UTC" }));
    });
  return (
    <>
      <Button tone="primary" icon="plus" onClick={() => setOpen(true)}>
        New instruction
      </Button>
      {open ? (
        <Dialog
          onClose={() => setOpen(false)}
          title="New instruction"
          description="Each item has one instruction for each operation."
          actions={
            <>
              <Button onClick={() => setOpen(false)}>Leave it</Button>
              <Button tone="primary" busy={busy} disabled={there === undefined && title.trim() === ""} onClick={begin}>
                {there === undefined ? "Begin the draft" : "Open the one there"}
              </Button>
            </>
          }
        >
          <div className="grid gap-3">
            <Select
              label="Item"
              value={itemId}
              onChange={(event) => setItem(event.target.value)}
              options={items.map((place) => ({ value: place.itemId, label: [place.item, place.itemText, place.site].filter((part) => part !== null).join(", ") }))}
            />
            <Select
              label="Operation"
              value={String(opNo)}
              onChange={(event) => setOperation(Number(event.target.value))}
              options={operations.map((place) => ({ value: String(place.opNo), label: operationWords(place) }))}
            />
            {there === undefined ? (
              <Field label="Title" value={title} maxLength={120} error={refused} onChange={(event) => setTitle(event.target.value)} />
            ) : (
              <p className="text-ink-2">{`There is one already: ${there.title}, version ${there.version}.`}</p>
            )}
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
