import type { ReactNode } from "react";
import { Age } from "@/components/data/age";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import type { Translator } from "@/lib/i18n/translator";
import type { MappingChoices, MappingRow, MetricRow } from "@/lib/queries/admin/signal-mappings";
import type { TelemetrySource } from "@/lib/queries/admin/telemetry-sources";
import { unmapMetricAction } from "../actions";
import { CommandButton } from "./command-button";
import { MappingDialog } from "./mapping-dialog";
import { meaningOf } from "./meaning";

type T = Translator<"telemetry">;
type MappingsProps = {
  t: T;
  mappings: readonly MappingRow[];
  metrics: readonly MetricRow[];
  choices: MappingChoices;
  sources: readonly TelemetrySource[];
  now: string;
  timeZone: string;
};

/** What JSON topics of other shapes than ours, and Sparkplug metrics, mean, as it is in force. */
export function MappingsPanel({ t, mappings, metrics, choices, sources, now, timeZone }: MappingsProps) {
  const json = sources.filter(({ kind, active }) => kind !== "SPARKPLUG" && active).map(({ id, siteId, site, code, topicFilter }) => ({ id, siteId, site, code, topicFilter }));
  const dialog = { choices, sources: json, timeZone };
  return (
    <Panel title={t("mappings.title")} actions={json.length === 0 ? undefined : <MappingDialog {...dialog} />}>
      {mappings.length + metrics.length === 0 ? (
        <EmptyState title={t("mappings.empty")}>{t("mappings.emptyText")}</EmptyState>
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
                <CommandButton
                  label={t("mappings.unmap")}
                  name={t("mappings.unmapName", { name: `${metric.metric}, ${metric.address}` })}
                  action={unmapMetricAction}
                  input={{ tagId: metric.tagId }}
                  timeZone={timeZone}
                />
              </Line>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

type LineProps = {
  t: T;
  row: Pick<MappingRow, "site" | "workUnit" | "kind" | "counter" | "uom" | "scale" | "lastAt" | "lowerLimit" | "upperLimit" | "sampleIntervalSeconds">;
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
  const watch = watchWords(t, row);
  return (
    <Tr className="align-top">
      <RowHead className="min-w-56 py-2.5 break-all">
        <span className="font-medium">{value}</span>
        <span className="block text-xs text-ink-3">{place}</span>
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
        {watch === "" ? null : <span className="block text-xs text-ink-2">{watch}</span>}
      </Td>
      <Td num className="py-2.5">
        {row.kind === "STATE" ? "" : `${row.scale} ${row.uom ?? ""}`.trimEnd()}
      </Td>
      <Td num className="py-2.5">
        {row.lastAt === null ? <span className="text-ink-3">{t("mappings.never")}</span> : <Age since={row.lastAt} initialNow={now} />}
      </Td>
      <Td className="py-2 text-right">{children}</Td>
    </Tr>
  );
}

/** Limits and interval in one line; empty where there are none. */
function watchWords(t: T, { lowerLimit: low, upperLimit: high, sampleIntervalSeconds: seconds }: LineProps["row"]): string {
  const limits =
    low !== null && high !== null ? t("mappings.limits", { low, high }) : low !== null ? t("mappings.atLeast", { low }) : high !== null ? t("mappings.atMost", { high }) : null;
  return [limits, seconds === null ? null : t("mappings.every", { seconds })].filter((part) => part !== null).join(", ");
}
