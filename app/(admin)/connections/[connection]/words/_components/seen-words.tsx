import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import type { MappingDetail } from "@/lib/edge/mapping-admin";
import { KIND_WORDS, type Kind } from "./kind-words";
import type { Line } from "./words-editor";

type SeenWordsProps = { words: MappingDetail["words"]; lines: readonly Line[]; onAdd: (kind: Kind, theirs: string, ours: string) => void };

/** Words of recent messages that no line speaks of, what nobody here understands first. */
export function SeenWords({ words, lines, onAdd }: SeenWordsProps) {
  const open = words.filter(({ kind, theirs, ours }) => !lines.some((line) => line.kind === kind && (theirs === null ? line.ours === ours : line.theirs === theirs)));
  return (
    <Panel title="Seen lately, without a line">
      {open.length === 0 ? (
        <EmptyState title="Every word of the latest messages has its line" />
      ) : (
        <div className="max-h-96 overflow-auto" tabIndex={0} role="group" aria-label="Words seen lately">
          <Table caption="Words of recent messages without a line">
            <thead>
              <tr>
                <Th>Word</Th>
                <Th>What</Th>
                <Th num>Messages</Th>
                <Th unseen>Action</Th>
              </tr>
            </thead>
            <tbody>
              {open.map(({ kind, theirs, ours, messages, understood }) => (
                <Tr key={`${kind} ${theirs ?? ""} ${ours ?? ""}`}>
                  <RowHead className="font-medium break-words">
                    {theirs ?? ours}
                    {understood ? null : (
                      <Mark kind="warning" className="ml-2">
                        not understood
                      </Mark>
                    )}
                  </RowHead>
                  <Td className="text-ink-2">
                    {KIND_WORDS[kind]}
                    {theirs === null ? ", we say it" : ""}
                  </Td>
                  <Td num>{messages}</Td>
                  <Td className="text-right">
                    <Button aria-label={`Map ${theirs ?? ours ?? ""}`} onClick={() => onAdd(kind, theirs ?? "", ours ?? "")}>
                      Map
                    </Button>
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
    </Panel>
  );
}
