"use client";

import { useState, useTransition } from "react";
import { Refused } from "@/app/(admin)/_components/refused";
import { previewMappingAction } from "@/app/(admin)/connections/actions";
import { typeLabel } from "@/lib/format/message-types";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import type { MappingDetail, WordPreview } from "@/lib/edge/mapping-admin";
import { formatDayTime } from "@/lib/format/instant";
import type { Refusal } from "@/lib/commands/refusal";
import { KIND_WORDS, type Kind } from "./kind-words";

type PreviewPanelProps = {
  connectionId: string;
  messages: MappingDetail["messages"];
  lines: readonly { readonly kind: Kind; readonly ours: string; readonly theirs: string }[];
  timeZone: string;
};

/** A real message with the table as it stands on the screen, before anything is saved. */
export function PreviewPanel({ connectionId, messages, lines, timeZone }: PreviewPanelProps) {
  const [busy, start] = useTransition();
  const [chosen, setChosen] = useState(messages[0]?.id ?? "");
  const [preview, setPreview] = useState<WordPreview | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const message = messages.find(({ id }) => id === chosen);

  function show() {
    if (message === undefined) return;
    start(async () => {
      const result = await previewMappingAction({ connectionId, direction: message.direction, messageId: message.id, lines });
      setPreview(result.ok ? result.data : null);
      setRefusal(result.ok ? null : result);
    });
  }

  if (messages.length === 0) {
    return (
      <Panel title="Try it on a real message">
        <EmptyState title="No message has come or gone yet">Once one has, it can be read here with the words as they stand on this page.</EmptyState>
      </Panel>
    );
  }
  return (
    <Panel title="Try it on a real message">
      <div className="grid gap-3 px-4 pb-4">
        <div className="flex flex-wrap items-end gap-2">
          <Select
            label="Message"
            className="min-w-64 flex-1"
            value={chosen}
            onChange={(event) => {
              setChosen(event.target.value);
              setPreview(null);
            }}
            options={messages.map(({ id, direction, type, subject, at, unreadable }) => ({
              value: id,
              label: `${direction === "IN" ? "from the ERP" : "to the ERP"}: ${typeLabel(type)} ${subject}, ${formatDayTime(at, { timeZone })}${unreadable ? ", not readable" : ""}`,
            }))}
          />
          <Button icon="search" busy={busy} onClick={show}>
            Show
          </Button>
        </div>
        <div aria-live="polite" className="grid gap-2">
          {refusal === null ? null : refusal.fields === undefined ? (
            <Refused refusal={refusal} timeZone={timeZone} />
          ) : (
            <p className="text-ink-2">Complete the lines first: each needs a word on both sides, and a word of the ERP stands once.</p>
          )}
          {preview === null ? null : <Preview preview={preview} />}
        </div>
      </div>
    </Panel>
  );
}

function Preview({ preview: { direction, fields, problem } }: { preview: WordPreview }) {
  return (
    <>
      {problem === null ? null : (
        <p>
          <Mark kind="warning">It still could not be read</Mark>
          <span className="block break-words whitespace-pre-line text-ink-2">{problem}</span>
        </p>
      )}
      {fields.length === 0 ? (
        problem === null ? (
          <p className="text-ink-2">This message has no word that a line could change.</p>
        ) : null
      ) : (
        <Table caption="Words of the message, before and after" dense>
          <thead>
            <tr>
              <Th>Field</Th>
              <Th>{direction === "IN" ? "The ERP says" : "Recorded as"}</Th>
              <Th>{direction === "IN" ? "Read today as" : "Told today as"}</Th>
              <Th>With this table</Th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ path, kind, original, today, edited }) => (
              <Tr key={path} selected={today !== edited}>
                <RowHead className="break-all" title={KIND_WORDS[kind]}>
                  {path}
                </RowHead>
                <Td className="break-words">{original}</Td>
                <Td className="break-words">{today}</Td>
                <Td className={today === edited ? "break-words text-ink-2" : "font-semibold break-words"}>
                  {edited}
                  {today === edited ? "" : <span className="sr-only"> (changed)</span>}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </>
  );
}
