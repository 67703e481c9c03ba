"use client";

import { type Dispatch, type SetStateAction, useRef, useState } from "react";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { MOST_PIECES } from "@/lib/commands/quality/instruction.schema";
import type { InstructionDetail } from "@/lib/queries/quality/instructions";
import { storeFile } from "./store-file";

/** A piece of an instruction while it is being written; `key` keeps its row when others move. */
export type Block = { readonly key: string; readonly piece: InstructionDetail["content"]["blocks"][number] };

const WORDS: Readonly<Record<Block["piece"]["kind"], string>> = { TEXT: "paragraph", STEP: "step", PICTURE: "caption of the picture", PDF: "name of the PDF" };
/** Pieces of one kind are told apart by their place, as their buttons are. */
const labelOf = ({ kind }: Block["piece"], index: number): string => `Piece ${index + 1}, ${WORDS[kind]}`;

type BlockRowsProps = { itemId: string; blocks: readonly Block[]; timeZone: string; onChange: Dispatch<SetStateAction<readonly Block[]>> };

/** The pieces of an instruction in their order: words are typed, files are added, each is moved or taken out. */
export function BlockRows({ itemId, blocks, timeZone, onChange }: BlockRowsProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  const add = async (file: File) => {
    setBusy(true);
    setRefused(undefined);
    const result = await storeFile(itemId, file, timeZone);
    setBusy(false);
    if (!result.ok) {
      setRefused(result.why);
      return;
    }
    const kind = result.contentType === "application/pdf" ? "PDF" : "PICTURE";
    // What was typed while the file was on its way stays.
    onChange((now) => [...now, { key: v7(), piece: { kind, file: result.sha256, text: file.name.replace(/\.[^.]*$/, "").slice(0, 200) } }]);
  };
  const move = (index: number, by: 1 | -1) => {
    const [one, other] = [blocks[index], blocks[index + by]];
    if (one !== undefined && other !== undefined) onChange(blocks.map((block, at) => (at === index ? other : at === index + by ? one : block)));
  };
  const full = blocks.length >= MOST_PIECES;
  const write = (index: number, text: string) => onChange(blocks.map((block, at) => (at === index ? { ...block, piece: { ...block.piece, text } } : block)));
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 text-sm font-medium">What it says</legend>
      {blocks.map(({ key, piece }, index) => (
        <div key={key} className="flex items-end gap-2">
          {"file" in piece ? (
            <Field className="flex-1" label={labelOf(piece, index)} value={piece.text} maxLength={200} onChange={(event) => write(index, event.target.value)} />
          ) : (
            <TextArea className="flex-1" label={labelOf(piece, index)} value={piece.text} rows={2} maxLength={2000} onChange={(event) => write(index, event.target.value)} />
          )}
          <IconButton icon="arrow-up" label={`Move piece ${index + 1} up`} disabled={index === 0} onClick={() => move(index, -1)} />
          <IconButton icon="arrow-down" label={`Move piece ${index + 1} down`} disabled={index === blocks.length - 1} onClick={() => move(index, 1)} />
          <IconButton icon="trash" label={`Take piece ${index + 1} out`} onClick={() => onChange(blocks.filter((_, at) => at !== index))} />
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button icon="plus" disabled={full} onClick={() => onChange([...blocks, { key: v7(), piece: { kind: "STEP", text: "" } }])}>
          Step
        </Button>
        <Button icon="plus" disabled={full} onClick={() => onChange([...blocks, { key: v7(), piece: { kind: "TEXT", text: "" } }])}>
          Paragraph
        </Button>
        <Button icon="upload" busy={busy} disabled={full} onClick={() => picker.current?.click()}>
          Picture or PDF
        </Button>
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="Picture or PDF"
          accept="image/png,image/jpeg,image/webp,application/pdf"
          onChange={(event) => {
            const file = event.target.files?.[0];
            // The same file again is a change as well.
            event.target.value = "";
            if (file !== undefined) void add(file);
          }}
        />
      </div>
      <p className="text-xs text-ink-3">
        {full ? `An instruction takes ${MOST_PIECES} pieces at most.` : "PNG, JPEG, WebP or PDF, up to 5 MB each. Other kinds, such as SVG, are refused."}
      </p>
      {refused === undefined ? null : (
        <p role="alert" className="text-sm font-medium text-down-ink">
          {refused}
        </p>
      )}
    </fieldset>
  );
}
