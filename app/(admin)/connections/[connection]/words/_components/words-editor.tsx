"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { saveMappingAction } from "@/app/(admin)/connections/actions";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { Table, Th } from "@/components/ui/table";
import type { Refusal } from "@/lib/commands/refusal";
import type { MappingDetail } from "@/lib/edge/mapping-admin";
import { KIND_WORDS, type Kind, KINDS } from "./kind-words";
import { PreviewPanel } from "./preview-panel";
import { SeenWords } from "./seen-words";
import { WordLine } from "./word-line";

export type Line = { readonly id: string; readonly kind: Kind; readonly ours: string; readonly theirs: string };

/** The table of a connection, line by line, with a preview on a real message beside it. */
export function WordsEditor({ detail, timeZone }: { detail: MappingDetail; timeZone: string }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [lines, setLines] = useState<readonly Line[]>(() => detail.lines.map((line, index) => ({ ...line, id: String(index) })));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [saved, setSaved] = useState<number | null>(null);
  const fields = refusal?.fields ?? {};

  function edit(next: readonly Line[]) {
    setLines(next);
    setRefusal(null);
    setSaved(null);
  }
  const add = (kind: Kind, theirs = "", ours = "") => edit([...lines, { id: uuidv7(), kind, theirs, ours }]);
  const plain = () => lines.map(({ kind, ours, theirs }) => ({ kind, ours, theirs }));

  function save() {
    start(async () => {
      const result = await saveMappingAction({ commandId: uuidv7(), connectionId: detail.connectionId, seen: detail.seen, lines: plain() });
      setRefusal(result.ok ? null : result);
      setSaved(result.ok ? result.data.waiting : null);
      if (result.ok) router.refresh();
    });
  }

  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,4fr)]">
      <div className="grid gap-4">
        <Panel title="Words" note="Of two names for one word of ours, the ERP is told the first">
          {lines.length === 0 ? (
            <EmptyState title="No word differs">Add a line where the ERP calls something by another name than the floor does.</EmptyState>
          ) : (
            <Table caption="Words of the ERP and ours">
              <thead>
                <tr>
                  <Th>What</Th>
                  <Th>In the ERP</Th>
                  <Th>Here</Th>
                  <Th unseen>Action</Th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line, index) => (
                  <WordLine
                    key={line.id}
                    line={line}
                    number={index + 1}
                    known={detail.ours[line.kind]}
                    errors={{ ours: fields[`lines.${index}.ours`], theirs: fields[`lines.${index}.theirs`] }}
                    onChange={(next) => edit(lines.map((one) => (one.id === line.id ? next : one)))}
                    onRemove={() => edit(lines.filter((one) => one.id !== line.id))}
                  />
                ))}
              </tbody>
            </Table>
          )}
          {KINDS.map((kind) => (
            <datalist key={kind} id={`words-${kind}`}>
              {detail.ours[kind].map((word) => (
                <option key={word} value={word}>
                  {word}
                </option>
              ))}
            </datalist>
          ))}
          <PanelFoot className="flex-wrap">
            <div className="flex flex-wrap gap-2">
              {KINDS.map((kind) => (
                <Button key={kind} icon="plus" onClick={() => add(kind)}>
                  {KIND_WORDS[kind]}
                </Button>
              ))}
            </div>
            <Button tone="primary" className="ml-auto" busy={busy} onClick={save}>
              Save the words
            </Button>
          </PanelFoot>
          <div aria-live="polite" className="empty:hidden px-4 pb-3">
            {saved === null ? null : (
              <p>
                <Mark kind="saved">{saved === 0 ? "Saved" : `Saved; ${saved} waiting ${saved === 1 ? "message is" : "messages are"} read anew`}</Mark>
              </p>
            )}
            {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
          </div>
        </Panel>
        <Fixed detail={detail} />
      </div>
      <div className="grid gap-4">
        <SeenWords words={detail.words} lines={lines} onAdd={add} />
        <PreviewPanel connectionId={detail.connectionId} messages={detail.messages} lines={plain()} timeZone={timeZone} />
      </div>
    </div>
  );
}

/** What is fixed elsewhere: the names of sites, and what this kind of ERP calls things as delivered. */
function Fixed({ detail: { sites, delivered } }: { detail: MappingDetail }) {
  return (
    <Panel title="Known without a line">
      <dl className="grid gap-x-6 gap-y-2 px-4 pb-4 text-sm">
        <div>
          <dt className="text-ink-3">Sites, set with the connection</dt>
          <dd>{sites.map(({ ours, theirs }) => `${theirs} is ${ours}`).join(", ")}</dd>
        </div>
        {delivered.length === 0 ? null : (
          <div>
            <dt className="text-ink-3">As this kind of ERP is delivered</dt>
            <dd>{delivered.map(({ ours, theirs }) => `${theirs} is ${ours}`).join(", ")}</dd>
          </div>
        )}
      </dl>
    </Panel>
  );
}
