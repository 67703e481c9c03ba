import Form from "next/form";
import Link from "next/link";
import clsx from "clsx";
import { NarrowSelect } from "@/app/(admin)/_components/narrow-select";
import { Age } from "@/components/data/age";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { ChipLink } from "@/components/ui/chip";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMoney } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import { DIFFERENCE_ROWS, type DifferenceRow } from "@/lib/queries/reconciliation/differences";
import type { ReconciliationRow } from "@/lib/queries/reconciliation/runs";
import { hrefWith, isFiltered, MEASURES, type ReconciliationParams } from "@/app/(admin)/reconciliation/search-params";
import { MEASURE_WORDS, OWNER_WORDS, partWords, sideWords, unitWords, whatWords } from "./difference-words";

type TableProps = {
  run: ReconciliationRow;
  rows: readonly DifferenceRow[];
  /** Differences of cost that the reader may not see. */
  hiddenCosts: number;
  params: ReconciliationParams;
  selectedId: string | null;
  now: string;
  className?: string;
};

/** What differs in one comparison, what nobody can explain first. Each line shows the parts of its difference; a cost has two more. */
export function DifferenceTable({ run, rows, hiddenCosts, params, selectedId, now, className }: TableProps) {
  const shown = rows.slice(0, DIFFERENCE_ROWS);
  const costs = shown.some((row) => row.measure === "COST");
  const page = params.page ?? 1;
  return (
    <Panel
      title="Differences"
      className={className}
      actions={
        <ButtonLink href={`/reconciliation/export?run=${run.id}`} download>
          Export CSV
        </ButtonLink>
      }
    >
      <Filters params={params} />
      {shown.length === 0 ? (
        <Nothing run={run} hiddenCosts={hiddenCosts} params={params} />
      ) : (
        <Table wide caption="Differences between Millrace and the ERP" dense className="[--cell-edge:calc(var(--spacing)*4)]! [&_td]:whitespace-nowrap">
          <thead>
            <tr>
              <Th>About</Th>
              <Th>What</Th>
              <Th num>Millrace</Th>
              <Th num>ERP</Th>
              <Th>Unit</Th>
              <Th num>Difference</Th>
              <Th num>In transit</Th>
              <Th num>Rejected</Th>
              <Th num>Timing</Th>
              {costs ? (
                <>
                  <Th num>Rate</Th>
                  <Th num>Quantity</Th>
                </>
              ) : null}
              <Th num>Unexplained</Th>
              <Th num>Value</Th>
              <Th>Owner</Th>
              <Th num>Age</Th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <DifferenceLine
                key={row.id}
                row={row}
                costs={costs}
                href={hrefWith({ ...params }, { line: row.id, page: params.page }, "#difference")}
                selected={row.id === selectedId}
                now={now}
              />
            ))}
          </tbody>
        </Table>
      )}
      {hiddenCosts === 0 ? null : (
        <p className="px-4 py-2.5 text-sm text-ink-2">
          {hiddenCosts === 1 ? "One difference of cost is" : `${formatQuantity(String(hiddenCosts))} differences of cost are`} not listed here: finance sees and settles them.
        </p>
      )}
      {page > 1 || rows.length > DIFFERENCE_ROWS ? (
        <PanelFoot>
          {page === 1 ? null : (
            <ButtonLink href={hrefWith(params, { page: page - 1 }, "#differences")} tone="quiet" icon="arrow-up">
              Before
            </ButtonLink>
          )}
          {rows.length <= DIFFERENCE_ROWS ? null : (
            <ButtonLink href={hrefWith(params, { page: page + 1 }, "#differences")} icon="arrow-down">
              More
            </ButtonLink>
          )}
        </PanelFoot>
      ) : null}
    </Panel>
  );
}

function DifferenceLine({ row, costs, href, selected, now }: { row: DifferenceRow; costs: boolean; href: string; selected: boolean; now: string }) {
  const open = row.action === null && partWords(row.unexplained, row) !== "";
  const difference = partWords(row.difference, row);
  return (
    <Tr selected={selected} className="group">
      <RowHead className="whitespace-nowrap">
        <Link href={href} scroll={false} className="font-medium text-ink no-underline group-hover:underline">
          {row.subject}
        </Link>
      </RowHead>
      <Td className="max-w-64 truncate">{whatWords(row)}</Td>
      <Td num>{sideWords(row, "ours")}</Td>
      <Td num>{sideWords(row, "theirs")}</Td>
      <Td className="text-ink-3">{unitWords(row)}</Td>
      <Td num>{row.oursText === null ? difference : "differs"}</Td>
      <Td num>{partWords(row.inTransit, row)}</Td>
      <Td num>{partWords(row.rejected, row)}</Td>
      <Td num>{partWords(row.timing, row)}</Td>
      {costs ? (
        <>
          <Td num>{partWords(row.rate, row)}</Td>
          <Td num>{partWords(row.quantity, row)}</Td>
        </>
      ) : null}
      <Td num className={clsx(open && "font-semibold text-amber-ink")}>
        {partWords(row.unexplained, row)}
      </Td>
      <Td num className="text-ink-2">
        {row.unexplainedValue === null || /^0(\.0+)?$/.test(row.unexplainedValue) ? "" : formatMoney(row.unexplainedValue)}
      </Td>
      <Td className="text-ink-2">{row.action === null ? (row.owner === null ? "" : OWNER_WORDS[row.owner]) : `accepted, ${row.actedBy ?? ""}`}</Td>
      <Td num className="text-ink-3">
        <Age since={row.firstSeenAt} initialNow={now} />
      </Td>
    </Tr>
  );
}

function Filters({ params }: { params: ReconciliationParams }) {
  const groups = [
    { value: null, label: "All" },
    { value: "unexplained" as const, label: "Unexplained" },
    { value: "explained" as const, label: "Explained" },
    { value: "accepted" as const, label: "Accepted" },
  ];
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pb-3">
      {groups.map(({ value, label }) => (
        <ChipLink key={label} href={hrefWith(params, { group: value }, "#differences")} label={label} current={params.group === value} />
      ))}
      <NarrowSelect
        label="What"
        value={params.measure}
        every="Everything"
        options={MEASURES.map((value) => ({ value, label: MEASURE_WORDS[value] }))}
        href={(measure) => hrefWith(params, { measure }, "#differences")}
      />
      <Form action="/reconciliation" scroll={false} className="ml-auto flex items-center gap-1.5">
        {params.run === null ? null : <input type="hidden" name="run" value={params.run} />}
        {params.group === null ? null : <input type="hidden" name="group" value={params.group} />}
        {params.measure === null ? null : <input type="hidden" name="measure" value={params.measure} />}
        <input
          type="search"
          name="q"
          key={params.q ?? ""}
          defaultValue={params.q ?? ""}
          aria-label="Order, item or lot"
          placeholder="Order, item or lot"
          className="min-h-8 w-56 rounded border border-line-strong bg-raised px-3 text-ink placeholder:text-ink-3"
        />
        <Button type="submit" icon="search">
          Find
        </Button>
      </Form>
    </div>
  );
}

function Nothing({ run, hiddenCosts, params }: { run: ReconciliationRow; hiddenCosts: number; params: ReconciliationParams }) {
  if (isFiltered(params)) {
    return (
      <EmptyState
        title="No difference fits this filter"
        actions={<ButtonLink href={hrefWith(params, { group: null, measure: null, q: null }, "#differences")}>Show all</ButtonLink>}
      >
        What both sides hold alike is counted and not listed.
      </EmptyState>
    );
  }
  if (hiddenCosts > 0) return <EmptyState title="Nothing differs but cost">Quantities, times, lots and status are the same on both sides.</EmptyState>;
  if (run.state === "DONE")
    return <EmptyState title="Both sides hold the same">{`${run.matched === 1 ? "One figure was" : `${run.matched} figures were`} compared, and none differs.`}</EmptyState>;
  return <EmptyState title="No difference so far">{run.reason ?? "What differs appears here while the comparison goes on."}</EmptyState>;
}
