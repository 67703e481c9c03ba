import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import type { InstructionDetail } from "@/lib/queries/quality/instructions";
import { standing } from "./instruction-words";

/** Every version for the same item and operation, the newest first, and when each counted. */
export function VersionList({ row }: { row: Pick<InstructionDetail, "id" | "versions" | "timeZone"> }) {
  const write = (instant: string | null) => (instant === null ? "–" : formatDayTime(instant, { timeZone: row.timeZone }));
  return (
    <Panel title="Versions" className="overflow-x-auto">
      <Table caption="Versions">
        <thead>
          <tr>
            <Th num>Version</Th>
            <Th>Title</Th>
            <Th>State</Th>
            <Th>From</Th>
            <Th>Until</Th>
          </tr>
        </thead>
        <tbody>
          {row.versions.map((one) => (
            <tr key={one.id} aria-current={one.id === row.id ? "true" : undefined} className={one.id === row.id ? "bg-accent-soft" : undefined}>
              <Td num>{one.version}</Td>
              <RowHead>{one.id === row.id ? one.title : <Link href={`/instructions/${one.id}`}>{one.title}</Link>}</RowHead>
              <Td>{standing(one)}</Td>
              <Td>{write(one.validFrom)}</Td>
              <Td>{write(one.validTo)}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
