import type { ReactNode } from "react";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";

/** A cause with how often and how long; `fill` is the look of its bar. */
export type ParetoRow = {
  readonly key: string;
  readonly label: ReactNode;
  readonly count: string;
  readonly time: string;
  readonly share: string;
  /** 0 to 1. */ readonly part: number;
  readonly fill: string;
};

type ParetoProps = {
  caption: string;
  /** The longest first. */
  rows: readonly ParetoRow[];
  labels: { readonly cause: string; readonly count: string; readonly time: string; readonly share: string };
};

/** What took most first: bars from zero, with their figures beside. It is its own table. */
export function Pareto({ caption, rows, labels }: ParetoProps) {
  const most = Math.max(...rows.map(({ part }) => part), Number.MIN_VALUE);
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th className="w-[38%]">{labels.cause}</Th>
          <Th num>{labels.count}</Th>
          <Th num>{labels.time}</Th>
          <Th num>{labels.share}</Th>
          <Th unseen aria-hidden="true" className="w-[30%]" />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={row.key}>
            <RowHead className="font-medium!">{row.label}</RowHead>
            <Td num>{row.count}</Td>
            <Td num>{row.time}</Td>
            <Td num>{row.share}</Td>
            <Td aria-hidden="true">
              <i className={`block h-4 ${row.fill}`} style={{ width: `max(2px, ${(row.part / most) * 100}%)` }} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
