import type { ReactNode } from "react";
import Link from "next/link";
import clsx from "clsx";
import { ButtonLink } from "@/components/ui/button-link";
import { Glyph } from "@/components/ui/glyph";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDayTime, formatDayTimeWithSeconds } from "@/lib/format/instant";
import type { MessagePage } from "@/lib/queries/admin/message-list";
import type { ConnectionRow } from "@/lib/queries/admin/channel-scope";
import type { MessageRow } from "@/lib/queries/admin/message-row";
import { hrefWith, isFiltered, type MessageParams, UNFILTERED } from "@/app/(admin)/messages/search-params";
import { FilterBar } from "./filter-bar";
import { formatLag } from "./lag-panel";
import { messageWords, missingWords, stateWord } from "./message-words";
import { typeLabel } from "@/lib/format/message-types";

type MessageTableProps = {
  page: MessagePage;
  params: MessageParams;
  timeZone: string;
  /** All that the actor may see, to choose from; a column tells them apart where there are several. */
  connections: readonly ConnectionRow[];
  sites: readonly string[];
  children?: ReactNode;
};

/** Messages of both directions, latest first, as the filter in the address says; `children` stand between filter and list. */
export function MessageTable({ page, params, timeZone, connections, sites, children }: MessageTableProps) {
  const names = connections.length > 1 ? new Map(connections.map(({ id, name }) => [id, name])) : null;
  return (
    <div id="messages" className="scroll-mt-14">
      <Panel title="Messages" note="both ways, latest first, all that is kept">
        <FilterBar {...{ params, connections, sites }} />
        {children}
        {page.rows.length === 0 ? (
          <EmptyState
            title={page.lookedBackTo !== null ? "Nothing fits so far" : isFiltered(params) ? "No message fits this filter" : "No message yet"}
            actions={isFiltered(params) ? <ButtonLink href={hrefWith(params, UNFILTERED)}>Show everything</ButtonLink> : undefined}
          >
            {page.lookedBackTo !== null
              ? "What is older was not looked through yet."
              : isFiltered(params)
                ? "Everything that is kept was looked through."
                : "As soon as the ERP or the floor says something, it stands here."}
          </EmptyState>
        ) : (
          <Table caption="Messages between Millrace and the ERP" className="[&_td]:whitespace-nowrap">
            <thead>
              <tr>
                <Th>Time</Th>
                <Th>Way</Th>
                {names === null ? null : <Th>ERP</Th>}
                <Th>About</Th>
                <Th>Kind</Th>
                <Th>What it says</Th>
                <Th>State</Th>
                <Th>Document</Th>
                <Th num>Lag</Th>
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <MessageLine key={row.id} {...{ row, timeZone }} severalSites={sites.length > 1} connection={names?.get(row.connectionId)} />
              ))}
            </tbody>
          </Table>
        )}
        {page.next === null && params.before === null ? null : (
          <PanelFoot>
            {page.lookedBackTo === null ? null : (
              <p className="mr-auto text-sm text-ink-2">Looked through back to {formatDayTime(page.lookedBackTo, { timeZone })}; what is older may fit too.</p>
            )}
            {params.before === null ? null : (
              <ButtonLink href={hrefWith(params, {}, "#messages")} tone="quiet" icon="arrow-up">
                Latest
              </ButtonLink>
            )}
            {page.next === null ? null : (
              <ButtonLink href={hrefWith(params, { before: `${page.next.at}~${page.next.id}` }, "#messages")} icon="arrow-down">
                {page.lookedBackTo === null ? "Earlier messages" : "Look further back"}
              </ButtonLink>
            )}
          </PanelFoot>
        )}
      </Panel>
    </div>
  );
}

type MessageLineProps = { row: MessageRow; timeZone: string; severalSites: boolean; /** Its name, where there are several. */ connection: string | undefined };

function MessageLine({ row, timeZone, severalSites, connection }: MessageLineProps) {
  const { title, detail } = messageWords(row, { timeZone });
  const { shape, word, tone } = stateWord(row);
  const lag =
    row.settledAt !== null && row.eventTime !== null && (row.state === "ACCEPTED" || row.state === "APPLIED")
      ? (Date.parse(row.settledAt) - Date.parse(row.eventTime)) / 1000
      : null;
  const why = row.direction === "IN" && row.state === "PARKED" ? missingWords(row.missing) : tone === "plain" ? null : row.reason;
  return (
    <Tr className="group">
      <Td className="text-ink-2">{formatDayTimeWithSeconds(row.at, { timeZone })}</Td>
      <Td>{row.direction === "OUT" ? "to ERP" : "from ERP"}</Td>
      {connection === undefined ? null : <Td className="max-w-40 truncate text-ink-2">{connection}</Td>}
      <Td className="max-w-48 truncate font-medium">
        {row.site !== null && row.subject.startsWith(`${row.site}/`) ? row.subject.slice(row.site.length + 1) : row.subject}
        {severalSites && row.site !== null ? <span className="ml-1.5 font-normal text-ink-3">{row.site}</span> : null}
      </Td>
      <Td className="text-ink-2">{typeLabel(row.type)}</Td>
      <RowHead className="w-full max-w-0 truncate">
        <Link href={`/messages/${row.id}`} className="font-medium text-ink no-underline group-hover:underline">
          {title}
        </Link>
        {detail === undefined ? null : <span className="ml-2 text-ink-3">{detail}</span>}
      </RowHead>
      <Td className="max-w-80 truncate">
        <span className={clsx("inline-flex items-center gap-2", tone === "critical" ? "font-semibold text-down-ink" : tone === "warning" && "font-semibold text-amber-ink")}>
          <Glyph shape={shape} className={clsx("size-3.5", shape === "done" && "text-ink-3")} />
          {word}
        </span>
        {why === null ? null : <span className="ml-2 text-ink-3">{why}</span>}
      </Td>
      <Td className="select-all">{row.direction === "OUT" ? (row.document ?? "") : ""}</Td>
      <Td num className="text-ink-3">
        {formatLag(lag === null ? null : Math.max(0, lag))}
      </Td>
    </Tr>
  );
}
