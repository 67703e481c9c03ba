import { NarrowSelect } from "@/app/(admin)/_components/narrow-select";
import { inboxAddress, mappingsAddress } from "@/app/(admin)/telemetry/inbox-address";
import type { TelemetryParams } from "@/app/(admin)/telemetry/search-params";
import { Age } from "@/components/data/age";
import { ButtonLink } from "@/components/ui/button-link";
import { ChipLink } from "@/components/ui/chip";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { Translator } from "@/lib/i18n/translator";
import { type MappingChoices, type Unmapped, UNMAPPED_ROWS, type UnmappedRow } from "@/lib/queries/admin/signal-mappings";
import { ignoreMetricAction } from "../actions";
import { CommandButton } from "./command-button";
import { InboxSearch } from "./inbox-search";
import { ManyDialog } from "./many-dialog";
import { MapDialog } from "./map-dialog";
import { PagesFoot } from "./pages-foot";
import { valueName } from "./value-name";
import { meaningOf } from "./meaning";

type InboxProps = {
  t: Translator<"telemetry">;
  unmapped: Unmapped;
  params: TelemetryParams;
  choices: MappingChoices;
  sources: readonly string[];
  now: string;
  timeZone: string;
};

/** What arrives and means nothing to anybody yet, once for each value, with what it probably is. */
export function InboxPanel({ t, unmapped, params, choices, sources, now, timeZone }: InboxProps) {
  const { rows, page, total } = unmapped;
  const filtered = [params.source, params.q, params.aside].some((value) => value !== null);
  return (
    <Panel id="inbox" title={t("inbox.title")} note={t("inbox.note")}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 pb-3">
        <div role="group" aria-label={t("sources.state")} className="flex gap-1.5">
          <ChipLink href={inboxAddress(params, { aside: null })} label={t("inbox.open")} current={params.aside === null} />
          <ChipLink href={inboxAddress(params, { aside: "1" })} label={t("inbox.aside")} current={params.aside !== null} />
        </div>
        {total < 2 ? null : (
          <div role="group" aria-label={t("inbox.order")} className="flex gap-1.5">
            <ChipLink href={inboxAddress(params, { order: null })} label={t("inbox.byAddress")} current={params.order === null} />
            <ChipLink href={inboxAddress(params, { order: "newest" })} label={t("inbox.newest")} current={params.order !== null} />
          </div>
        )}
        <NarrowSelect
          label={t("inbox.filter")}
          value={params.source}
          every={t("inbox.every")}
          options={[...new Set([...sources, ...(params.source === null ? [] : [params.source])])].map((code) => ({ value: code, label: code }))}
          href={(source) => inboxAddress(params, { source })}
        />
        <InboxSearch params={params} />
        <div className="ml-auto">
          <ManyDialog {...{ params, choices, total, timeZone }} offered={total > 1 && params.aside === null} />
        </div>
      </div>
      {rows.length === 0 ? (
        <EmptyState title={filtered ? t("inbox.none") : t("inbox.empty")}>{filtered ? t("inbox.noneText") : t("inbox.emptyText")}</EmptyState>
      ) : (
        <Table wide caption={t("inbox.caption")}>
          <thead>
            <tr>
              <Th>{t("inbox.value")}</Th>
              <Th>{t("inbox.last")}</Th>
              <Th num>{t("inbox.count")}</Th>
              <Th num>{t("inbox.first")}</Th>
              <Th num>{t("inbox.seen")}</Th>
              <Th>{t("inbox.suggestion")}</Th>
              <Th unseen>{t("sources.action")}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <InboxLine key={row.id} {...{ t, row, params, choices, now, timeZone }} />
            ))}
          </tbody>
        </Table>
      )}
      <PagesFoot {...{ t, page, total }} of={t("inbox.title")} rows={UNMAPPED_ROWS} shown={rows.length} href={(listed) => inboxAddress(params, { listed })} />
    </Panel>
  );
}

function InboxLine({ t, row, params, choices, now, timeZone }: Pick<InboxProps, "t" | "params" | "choices" | "now" | "timeZone"> & { row: UnmappedRow }) {
  const { address, path, source, site, lastValue, unit, suggested } = row;
  return (
    <Tr className="align-top">
      <RowHead className="min-w-64 py-2.5 break-all">
        <span className="font-medium">{path === "" ? t("inbox.message") : valueName(row)}</span>
        <span className="block text-xs text-ink-3">
          {address}, {source}, {site}
        </span>
      </RowHead>
      <Td className="max-w-56 truncate py-2.5" title={lastValue ?? undefined}>
        {lastValue === null ? <span className="text-ink-3">{t("inbox.noValue")}</span> : lastValue}
        {unit === null ? null : <span className="text-ink-3"> {unit}</span>}
      </Td>
      <Td num className="py-2.5">
        {formatQuantity(String(row.count))}
      </Td>
      <Td num className="py-2.5" title={formatDayTimeWithSeconds(row.firstSeenAt, { timeZone })}>
        <Age since={row.firstSeenAt} initialNow={now} />
      </Td>
      <Td num className="py-2.5" title={formatDayTimeWithSeconds(row.lastSeenAt, { timeZone })}>
        <Age since={row.lastSeenAt} initialNow={now} />
      </Td>
      <Td className="py-2.5 text-ink-2">
        {row.refused ? <Mark kind="warning">{t("inbox.refused")}</Mark> : null}
        {row.refused || suggested.workUnit === null || !suggested.fits ? null : <span className="block font-medium text-ink">{suggested.workUnit}</span>}
        {row.refused ? null : suggested.fits ? t(`meaning.${meaningOf(suggested)}`) : t("inbox.text")}
      </Td>
      <Td className="py-2 text-right whitespace-nowrap">
        <span className="inline-flex gap-1.5">
          {row.refused ? (
            <ButtonLink href={mappingsAddress(params, { mapped: null })} aria-label={t("inbox.mendName", { name: path === "" ? address : valueName(row) })}>
              {t("inbox.mend")}
            </ButtonLink>
          ) : null}
          {row.ignored || row.refused ? null : <MapDialog {...{ row, choices, timeZone }} />}
          <CommandButton
            label={t(row.ignored ? "inbox.heed" : "inbox.ignore")}
            name={t(row.ignored ? "inbox.heedName" : "inbox.ignoreName", { name: path === "" ? address : valueName(row) })}
            action={ignoreMetricAction}
            input={{ metricId: row.id, ignored: !row.ignored }}
            timeZone={timeZone}
          />
        </span>
      </Td>
    </Tr>
  );
}
