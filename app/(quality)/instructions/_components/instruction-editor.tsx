"use client";

import { useEffect, useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { Field, Select, TextArea } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { LONGEST_POINT, MOST_POINTS } from "@/lib/commands/quality/instruction.schema";
import type { CommandResult } from "@/lib/commands/refusal";
import { formatTime } from "@/lib/format/instant";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { InstructionDetail } from "@/lib/queries/quality/instructions";
import { publishInstructionAction, saveInstructionAction } from "../actions";
import { type Block, BlockRows } from "./block-rows";
import { InstructionPreview } from "./instruction-preview";
import { GATES } from "./instruction-words";

/** Writes a draft: words, steps, pictures, PDFs and a checklist, beside what the tablet will show of them. */
export function InstructionEditor({ row }: { row: InstructionDetail }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [title, setTitle] = useState(row.title);
  const [gate, setGate] = useState(row.gate);
  const [blocks, setBlocks] = useState<readonly Block[]>(row.content.blocks.map((piece) => ({ key: v7(), piece })));
  const [list, setList] = useState(row.content.points.join("\n"));
  const [seen, setSeen] = useState(row.writtenAt);
  const [refused, setRefused] = useState<string>();
  const [kept, setKept] = useState(() => JSON.stringify([row.title, row.gate, { blocks: row.content.blocks, points: row.content.points }]));
  const points = list
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const content = { blocks: blocks.map(({ piece }) => piece), points };
  const now = JSON.stringify([title, gate, content]);
  const unsaved = now !== kept;
  useEffect(() => {
    if (!unsaved) return;
    // The browser asks before it throws away what was typed.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);
  const refuse = (result: CommandResult<unknown>) => {
    if (!result.ok) setRefused(refusalSentence(result, { timeZone: row.timeZone }));
  };
  /** Answers when it was saved, which the next save and the publication must name; nothing where it was refused. */
  const save = async (): Promise<string | undefined> => {
    setRefused(undefined);
    const written = content.blocks.filter((piece) => "file" in piece || piece.text.trim() !== "");
    const result = await saveInstructionAction({ commandId: v7(), itemId: row.itemId, opNo: row.opNo, title, gate, content: { blocks: written, points }, seen });
    if (!result.ok) {
      refuse(result);
      return undefined;
    }
    setSeen(result.data.savedAt);
    setKept(now);
    return result.data.savedAt;
  };
  const publish = () =>
    start(async () => {
      const savedAt = await save();
      if (savedAt === undefined) return;
      const result = await publishInstructionAction({ commandId: v7(), instructionId: row.id, seen: savedAt });
      if (result.ok) router.refresh();
      else refuse(result);
    });
  const listError =
    points.length > MOST_POINTS
      ? `${points.length} points; an instruction takes ${MOST_POINTS} at most.`
      : points.some((point) => point.length > LONGEST_POINT)
        ? `A point has more than ${LONGEST_POINT} characters; say it in two.`
        : undefined;
  const ready = title.trim() !== "" && listError === undefined;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <Panel title="Draft" note={unsaved ? "changed, not saved yet" : `saved ${formatTime(seen, { timeZone: row.timeZone })}`} padded>
        <div className="grid gap-4">
          <Field label="Title" value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />
          <Select
            label="Holds back"
            value={gate}
            onChange={(event) => setGate(GATES.find(({ value }) => value === event.target.value)?.value ?? "NONE")}
            options={GATES}
            hint="Whoever starts or completes the operation confirms it for that order first, with every point ticked."
          />
          <BlockRows itemId={row.itemId} blocks={blocks} timeZone={row.timeZone} onChange={setBlocks} />
          <TextArea
            label="Checklist"
            value={list}
            rows={5}
            error={listError}
            hint="One point on each line, ticked one by one at the tablet; none: it is only read."
            onChange={(event) => setList(event.target.value)}
          />
          {refused === undefined ? null : (
            <p role="alert" className="text-sm font-medium text-down-ink">
              {refused}
            </p>
          )}
          <div className="flex flex-wrap gap-2">
            <Button busy={busy} disabled={!ready} onClick={() => start(async () => void (await save()))}>
              Save the draft
            </Button>
            <Button tone="primary" busy={busy} disabled={!ready} onClick={publish}>
              Publish
            </Button>
            <p className="self-center text-sm text-ink-3">Published, it counts at once and is never changed.</p>
          </div>
        </div>
      </Panel>
      <Panel title="As the tablet shows it" padded>
        <InstructionPreview title={title} gate={gate} version={row.version} content={content} />
      </Panel>
    </div>
  );
}
