import type { ReactNode } from "react";
import { mappingsAddress } from "@/app/(admin)/telemetry/inbox-address";
import type { TelemetryParams } from "@/app/(admin)/telemetry/search-params";
import { Age } from "@/components/data/age";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { Translator } from "@/lib/i18n/translator";
import { MAPPED_ROWS, type MappedSignals, type MappingRow, type MetricRow } from "@/lib/queries/admin/mapped-signals";
import type { MappingChoices } from "@/lib/queries/admin/signal-mappings";
import type { RefusedValues } from "@/lib/queries/admin/refused-values";
import type { TelemetrySource } from "@/lib/queries/admin/telemetry-sources";
import { MappingSearch } from "./inbox-search";
import { MappingDialog } from "./mapping-dialog";
import { meaningOf } from "./meaning";
import { MetricDialog } from "./metric-dialog";
import { PagesFoot } from "./pages-foot";

type T = Translator<"telemetry">;
type MappingsProps = {
  t: T;
  mapped: MappedSignals;
  params: TelemetryParams;
  choices: MappingChoices;
  sources: readonly TelemetrySource[];
  now: string;
  timeZone: string;
};

/** What JSON topics of other shapes than ours, and Sparkplug metrics, mean, as it is in force. */
export function MappingsPanel({ t, mapped: { mappings, metrics, total }, params, choices, sources, now, timeZone }: MappingsProps) {
  const json = sources.filter(({ kind, active }) => kind !== "SPARKPLUG" && active).map(({ id, siteId, site, code, topicFilter }) => ({ id, siteId, site, code, topicFilter }));
  const dialog = { choices, sources: json, timeZone };
  const page = params.page ?? 1;
  const shown = mappings.length + metrics.length;
  const isNarrowed = params.mapped !== null || page > 1;
  return (
    <Panel id="mappings" title={t("mappings.title")} actions={json.length === 0 ? undefined : <MappingDialog {...dialog} />}>
      {total > MAPPED_ROWS || isNarrowed ? (
        <div className="border-b border-line px-4 pb-3">
          <MappingSearch params={params} />
        </div>
      ) : null}
      {shown === 0 ? (
        <EmptyState title={t(isNarrowed ? "inbox.none" : "mappings.empty")}>{t(isNarrowed ? "mappings.noneText" : "mappings.emptyText")}</EmptyState>
      ) : (
        <Table wide caption={t("mappings.caption")}>
          <thead>
            <tr>
              <Th>{t("mappings.value")}</Th>
              <Th>{t("mappings.unit")}</Th>
              <Th>{t("mappings.meaning")}</Th>
              <Th num>{t("mappings.scale")}</Th>
              <Th num>{t("mappings.last")}</Th>
              <Th unseen>{t("sources.action")}</Th>
            </tr>
          </thead>
          <tbody>
            {mappings.map((mapping) => (
              <Line
                key={mapping.id}
                {...{ t, now }}
                row={mapping}
                value={mapping.valuePath === "" ? t("inbox.message") : mapping.valuePath}
                place={mapping.topicPattern}
                name={mapping.name}
                units={mapping.workUnit.includes("{") ? mapping.units : null}
              >
                <MappingDialog {...dialog} mapping={mapping} />
              </Line>
            ))}
            {metrics.map((metric) => (
              <Line key={metric.tagId} {...{ t, now }} row={metric} value={metric.metric} place={metric.address} name={null} units={null}>
                <MetricDialog {...{ metric, choices, timeZone }} />
              </Line>
            ))}
          </tbody>
        </Table>
      )}
      <PagesFoot {...{ t, page, total, shown }} of={t("mappings.title")} rows={MAPPED_ROWS} href={(next) => mappingsAddress(params, { page: next })} />
    </Panel>
  );
}

type LineProps = {
  t: T;
  row: MappingRow | MetricRow;
  value: string;
  place: string;
  /** What it is called here, where that is not what the source calls it. */
  name: string | null;
  /** Work units that a pattern has met. */
  units: number | null;
  now: string;
  children: ReactNode;
};

function Line({ t, row, value, place, name, units, now, children }: LineProps) {
  const meaning = t(`meaning.${meaningOf(row)}`);
  const more = moreWords(t, row);
  return (
    <Tr className="align-top">
      <RowHead className="min-w-56 py-2.5 break-all">
        <span className="font-medium">{value}</span>
        <span className="block text-xs text-ink-3">{place}</span>
        {row.refused === null ? null : <Refused t={t} refused={row.refused} />}
      </RowHead>
      <Td className="py-2.5">
        {row.workUnit}
        <span className="block text-xs text-ink-3">
          {row.site}
          {units === null ? "" : `, ${t("mappings.units", { count: units })}`}
        </span>
      </Td>
      <Td className="py-2.5">
        {name ?? meaning}
        {name === null ? null : <span className="block text-xs text-ink-3">{meaning}</span>}
        {more === "" ? null : <span className="block text-xs text-ink-2">{more}</span>}
      </Td>
      <Td num className="py-2.5">
        {row.kind === "STATE" ? "" : `${row.scale} ${row.uom === null ? "" : unitSymbol(row.uom)}`.trimEnd()}
      </Td>
      <Td num className="py-2.5">
        {row.lastAt === null ? <span className="text-ink-3">{t("mappings.never")}</span> : <Age since={row.lastAt} initialNow={now} />}
      </Td>
      <Td className="py-2 text-right">{children}</Td>
    </Tr>
  );
}

/** What comes and its mapping cannot read, and what becomes of it once the mapping is another one. */
function Refused({ t, refused: { kept, aside, lastValue, reason, topic } }: { t: T; refused: RefusedValues }) {
  return (
    <span className="mt-1 block max-w-md text-xs text-pretty [word-break:normal] wrap-anywhere text-ink-2">
      <Mark kind="warning">{t("mappings.refuses", { count: kept + aside })}</Mark>
      <span className="block">
        {lastValue === null ? null : `${t("mappings.refusedLast", { value: lastValue })}: `}
        {reason ?? t("mappings.refusedUnread")}
      </span>
      {kept === 0 ? null : <span className="block">{t("mappings.refusedKept", { count: kept })}</span>}
      {topic === null ? null : (
        <a href={`/quarantine?topic=${encodeURIComponent(topic)}`} className="block text-accent">
          {t("mappings.refusedAside", { count: aside })}
        </a>
      )}
    </span>
  );
}

/** What is more to its meaning, in one line: limits and interval, where it wraps, the words of its states; empty where there is nothing. */
function moreWords(t: T, row: LineProps["row"]): string {
  const { lowerLimit: low, upperLimit: high, sampleIntervalSeconds: seconds, counterModulus, states } = row;
  const limits =
    low !== null && high !== null ? t("mappings.limits", { low, high }) : low !== null ? t("mappings.atLeast", { low }) : high !== null ? t("mappings.atMost", { high }) : null;
  return [
    limits,
    seconds === null ? null : t("mappings.every", { seconds }),
    counterModulus === null ? null : t("mappings.wraps", { value: formatQuantity(String(counterModulus)) }),
    states === null ? null : t("mappings.listed", { count: states.length }),
    "modePath" in row && row.modePath != null ? t("mappings.mode", { path: row.modePath }) : null,
    "timeFrom" in row && row.timeFrom === "ARRIVAL" ? t("mappings.arrival") : null,
  ]
    .filter((part) => part !== null)
    .join(", ");
}
