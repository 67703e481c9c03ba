import { typeLabel } from "@/lib/format/message-types";
import { Banner } from "@/components/ui/banner";
import { Mark } from "@/components/ui/mark";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatQuantity } from "@/lib/format/quantity";
import type { LoadLine, LoadReport } from "@/lib/edge/dry-run-load";
import { OUTCOMES } from "./outcome-words";

const figure = (count: number): string => formatQuantity(String(count));

/** What a load would do: counts by kind of object, then message by message. `soFar`: the run is still going on. */
export function LoadReportPanels({ report, soFar }: { report: LoadReport; soFar: boolean }) {
  const shown = OUTCOMES.filter(({ outcome }) => report.counts[outcome] > 0);
  return (
    <>
      {report.stopped === null ? null : <Banner tone="warning">{report.stopped}</Banner>}
      <Panel
        title={soFar ? "What would happen, so far" : "What would happen"}
        note={`${figure(report.messages)} ${report.messages === 1 ? "message" : "messages"} on ${figure(report.pages)} ${report.pages === 1 ? "page" : "pages"}`}
      >
        {report.byType.length === 0 ? (
          <EmptyState title="The ERP has nothing new">A load would change nothing.</EmptyState>
        ) : (
          <Table caption="Messages by type and outcome">
            <thead>
              <tr>
                <Th>Type</Th>
                {shown.map(({ outcome, word, means }) => (
                  <Th key={outcome} num title={means}>
                    {word}
                  </Th>
                ))}
              </tr>
            </thead>
            <tbody>
              {report.byType.map(({ type, counts }) => (
                <Tr key={type}>
                  <RowHead>{typeLabel(type)}</RowHead>
                  {shown.map(({ outcome }) => (
                    <Td key={outcome} num>
                      {counts[outcome] === 0 ? <span className="text-ink-3">–</span> : figure(counts[outcome])}
                    </Td>
                  ))}
                </Tr>
              ))}
              <Tr total>
                <RowHead>All</RowHead>
                {shown.map(({ outcome }) => (
                  <Td key={outcome} num>
                    {figure(report.counts[outcome])}
                  </Td>
                ))}
              </Tr>
            </tbody>
          </Table>
        )}
        {report.counts.FOLLOWS === 0 ? null : (
          <PanelFoot>{`Tried in ${figure(report.pieces)} pieces, each of them undone, so that nobody waits for its rows. What follows builds on another piece and shows more once that is here.`}</PanelFoot>
        )}
      </Panel>
      {report.lines.length === 0 ? null : (
        <Panel title="Message by message">
          <Table caption="What would become of each message">
            <thead>
              <tr>
                <Th>Outcome</Th>
                <Th>Type</Th>
                <Th>Object</Th>
                <Th>What changes, or why not</Th>
              </tr>
            </thead>
            <tbody>
              {report.lines.map((line, index) => (
                <Tr key={`${line.type} ${line.subject} ${line.version ?? ""} ${index}`} className="align-top">
                  <Td className="py-2">
                    <OutcomeMark line={line} />
                  </Td>
                  <Td className="py-2 whitespace-nowrap">{typeLabel(line.type)}</Td>
                  <RowHead className="py-2 font-medium break-all">{line.subject}</RowHead>
                  <Td className="py-2">
                    <Why line={line} />
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
          {report.leftOff === 0 ? null : <PanelFoot>{`${figure(report.leftOff)} more are counted above and not listed.`}</PanelFoot>}
        </Panel>
      )}
    </>
  );
}

function OutcomeMark({ line: { outcome } }: { line: LoadLine }) {
  const words = OUTCOMES.find((one) => one.outcome === outcome);
  return words === undefined ? null : (
    <Mark kind={words.mark} className="whitespace-nowrap">
      {words.word}
    </Mark>
  );
}

function Why({ line: { outcome, changes, code, reason, missing } }: { line: LoadLine }) {
  if (outcome === "CHANGED") {
    return (
      <dl className="grid gap-0.5 text-sm">
        {changes.map(({ field, from, to }) => (
          <div key={field} className="flex flex-wrap gap-x-2">
            <dt className="text-ink-3">{field}</dt>
            <dd>
              <span className="text-ink-2">{from ?? "none"}</span> <span aria-label="becomes">→</span> <b className="font-semibold">{to ?? "none"}</b>
            </dd>
          </div>
        ))}
      </dl>
    );
  }
  if (outcome === "CREATED") return <span className="text-sm text-ink-2">{changes.map(({ field, to }) => `${field} ${to ?? ""}`).join("; ")}</span>;
  if (outcome === "PARKED" && missing.length > 0) return <span className="text-sm">Waits for {missing.join(", ")}</span>;
  return (
    <span className="text-sm break-words whitespace-pre-line">
      {reason}
      {code === null ? null : <span className="text-ink-3"> {code}</span>}
    </span>
  );
}
