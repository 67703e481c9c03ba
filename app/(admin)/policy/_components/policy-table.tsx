import { typeLabel } from "@/lib/format/message-types";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatAge } from "@/lib/format/duration";
import type { PolicyRow } from "@/lib/queries/admin/policies";
import { EditPolicy } from "./edit-policy";
import { whenWords } from "./when-words";

/** One direction of the policy, line by line. */
export function PolicyTable({ title, rows }: { title: string; rows: readonly PolicyRow[] }) {
  return (
    <Panel title={title}>
      <Table caption={title}>
        <thead>
          <tr>
            <Th>Message</Th>
            <Th>Site</Th>
            <Th>Connection</Th>
            <Th num>Priority</Th>
            <Th>Goes</Th>
            <Th num>Target</Th>
            <Th>State</Th>
            <Th>As shipped</Th>
            <Th unseen>Action</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Tr key={row.id} tone={row.enabled ? "plain" : "quiet"}>
              <RowHead className="py-2 font-medium">
                <span title={row.messageType}>{typeLabel(row.messageType)}</span>
              </RowHead>
              <Td className="py-2">{row.site}</Td>
              <Td className="py-2">{row.connection}</Td>
              <Td num className="py-2">
                {row.priority}
              </Td>
              <Td className="py-2">{whenWords(row)}</Td>
              <Td num className="py-2 whitespace-nowrap">
                {formatAge(row.targetSeconds)}
              </Td>
              <Td className="py-2 whitespace-nowrap">{row.enabled ? <Mark kind="saved">On</Mark> : <Mark kind="warning">Off</Mark>}</Td>
              <Td className="py-2 text-ink-2">
                {row.shipped === null ? "–" : row.changed ? `${whenWords({ ...row, ...row.shipped })}, ${formatAge(row.shipped.targetSeconds)}` : "yes"}
              </Td>
              <Td className="py-1.5 text-right">
                <EditPolicy row={row} name={`${typeLabel(row.messageType)} of ${row.site}`} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
