import { Age } from "@/components/data/age";
import { Mark } from "@/components/ui/mark";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { Translator } from "@/lib/i18n/translator";
import type { ConfigurableSite } from "@/lib/queries/admin/configurable-sites";
import type { TelemetryHealth, TelemetrySource } from "@/lib/queries/admin/telemetry-sources";
import { delayWords } from "./delay-words";
import { OpcuaNotes } from "./opcua-notes";
import { QueueNote } from "./queue-note";
import { SourceDialog } from "./source-dialog";

type T = Translator<"telemetry">;

/** A source that has said nothing for so long is not heard. */
const QUIET_MS = 120_000;
/** A clock that is off by less is taken for right: the way here takes its time too. */
const AHEAD_MS = -1_000;
const BEHIND_MS = 30_000;

/** True when something came of a source lately, by a worker that listens. */
export function isHeard({ connected, lastSeenAt, opcua }: TelemetrySource, now: string): boolean {
  return connected && (opcua === null || opcua.state === "CONNECTED") && lastSeenAt !== null && Date.parse(now) - Date.parse(lastSeenAt) < QUIET_MS;
}

/** Where machines' values come from, and how each of them is doing. */
export function SourcesPanel({
  t,
  sources,
  sites,
  now,
  timeZone,
  broker,
  queue,
}: {
  t: T;
  sources: readonly TelemetrySource[];
  sites: readonly ConfigurableSite[];
  now: string;
  timeZone: string;
  broker: TelemetryHealth["broker"];
  queue: TelemetryHealth["queue"];
}) {
  const [asking] = sites;
  const flooding = sources.filter(({ unlisted }) => unlisted > 0);
  return (
    <Panel title={t("sources.title")} actions={<SourceDialog sites={sites} timeZone={timeZone} />}>
      {sources.length === 0 ? (
        <EmptyState title={t("sources.empty")}>{t("sources.emptyText")}</EmptyState>
      ) : (
        <Table wide caption={t("sources.caption")}>
          <thead>
            <tr>
              <Th>{t("sources.source")}</Th>
              <Th>{t("sources.filter")}</Th>
              <Th>{t("sources.state")}</Th>
              <Th num>{t("sources.rate")}</Th>
              <Th num>{t("sources.seen")}</Th>
              <Th num>{t("sources.delay")}</Th>
              <Th num>{t("sources.clock")}</Th>
              <Th num>{t("sources.quarantine")}</Th>
              <Th num>{t("sources.unmapped")}</Th>
              <Th unseen>{t("sources.action")}</Th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <SourceLine key={source.id} {...{ t, source, sites, now, timeZone }} />
            ))}
          </tbody>
        </Table>
      )}
      {broker === null ? null : (
        <PanelFoot>
          <Mark kind="critical">{t("broker.title")}</Mark>
          <span className="break-words">{t(`broker.problems.${broker.code}`, { detail: broker.detail })}</span>
        </PanelFoot>
      )}
      {queue === null || asking === undefined ? null : <QueueNote {...{ t, queue, timeZone }} siteId={asking.id} />}
      {sources.map(({ id, code, refused, refusedLimit }) =>
        refusedLimit === null ? null : (
          <PanelFoot key={id}>
            <Mark kind="critical">{code}</Mark>
            <span className="break-words">{t("sources.refused", { source: code, count: formatQuantity(String(refused)), limit: formatQuantity(String(refusedLimit)) })}</span>
          </PanelFoot>
        ),
      )}
      {flooding.map(({ id, code, unlisted, unlistedExample }) => (
        <PanelFoot key={id}>
          <Mark kind="warning">{code}</Mark>
          <span className="break-all">{t("sources.unlisted", { source: code, count: unlisted, example: unlistedExample ?? "" })}</span>
        </PanelFoot>
      ))}
      {sources.map((source) => (
        <OpcuaNotes key={source.id} {...{ t, source, now, timeZone }} />
      ))}
      {sources.length === 0 ? null : <PanelFoot>{t("sources.note")}</PanelFoot>}
    </Panel>
  );
}

function SourceLine({ t, source, sites, now, timeZone }: { t: T; source: TelemetrySource; sites: readonly ConfigurableSite[]; now: string; timeZone: string }) {
  const { code, site, topicFilter, lastSeenAt, perMinute, delayMs, longestDelayMs, clockMs } = source;
  const figure = (value: number, href: string) =>
    value === 0 ? (
      "0"
    ) : (
      <a href={href} className="text-accent">
        {formatQuantity(String(value))}
      </a>
    );
  return (
    <Tr tone={source.active ? "plain" : "quiet"} className="align-top">
      <RowHead className="min-w-44 py-2.5">
        <span className="font-medium break-words">{code}</span>
        <span className="block text-xs text-ink-3">
          {site}, {t(`kinds.${source.kind}`)}
        </span>
      </RowHead>
      <Td className="min-w-40 py-2.5 break-all text-ink-2">
        {source.opcua === null ? topicFilter : source.opcua.endpointUrl}
        {source.opcua === null ? null : <span className="block text-xs text-ink-3">{topicFilter}</span>}
      </Td>
      <Td className="py-2.5 whitespace-nowrap">
        <StateMark t={t} source={source} now={now} />
        {source.opcua?.state === "CONNECTED" ? <span className="block text-xs text-ink-3">{t("opcua.stateNodes", { count: source.opcua.nodes ?? 0 })}</span> : null}
        {source.nodes === 0 ? null : <span className="block text-xs text-ink-3">{t("sources.nodes", { online: source.nodes - source.offline, nodes: source.nodes })}</span>}
      </Td>
      <Td num className="py-2.5">
        {formatQuantity(perMinute.toFixed(0))}
      </Td>
      <Td num className="py-2.5" title={lastSeenAt === null ? undefined : formatDayTimeWithSeconds(lastSeenAt, { timeZone })}>
        {lastSeenAt === null ? t("sources.never") : <Age since={lastSeenAt} initialNow={now} />}
      </Td>
      <Td num className="py-2.5">
        {delayMs === null || delayMs < 0 ? "" : delayWords(delayMs)}
        {longestDelayMs === null || longestDelayMs < 0 ? null : <span className="block text-xs text-ink-3">{t("sources.longest", { time: delayWords(longestDelayMs) })}</span>}
      </Td>
      <Td num className="py-2.5">
        {clockMs === null ? (
          ""
        ) : clockMs < AHEAD_MS ? (
          <Mark kind="warning">{t("sources.ahead", { time: delayWords(-clockMs) })}</Mark>
        ) : clockMs > BEHIND_MS ? (
          <Mark kind="warning">{t("sources.behind", { time: delayWords(clockMs) })}</Mark>
        ) : (
          <span className="text-ink-3">{t("sources.inStep")}</span>
        )}
      </Td>
      <Td num className="py-2.5">
        {figure(source.quarantined, "/quarantine")}
      </Td>
      <Td num className="py-2.5">
        {figure(source.unmapped, `/telemetry?source=${encodeURIComponent(code)}#inbox`)}
      </Td>
      <Td className="py-2 text-right">
        <SourceDialog source={source} sites={sites} timeZone={timeZone} />
      </Td>
    </Tr>
  );
}

function StateMark({ t, source, now }: { t: T; source: TelemetrySource; now: string }) {
  if (!source.active) return <span className="text-ink-3">{t("sources.off")}</span>;
  if (!source.connected) return <Mark kind="critical">{t("sources.unheard")}</Mark>;
  if (source.opcua !== null && source.opcua.state !== "CONNECTED") {
    const { state } = source.opcua;
    if (state === "CONNECTING") return <span className="text-ink-3">{t("opcua.connecting")}</span>;
    return <Mark kind="critical">{t(state === null ? "opcua.nobody" : "opcua.failed")}</Mark>;
  }
  if (source.lastSeenAt === null) return <span className="text-ink-3">{t("sources.waiting")}</span>;
  return isHeard(source, now) ? <Mark kind="saved">{t("sources.heard")}</Mark> : <Mark kind="warning">{t("sources.quiet")}</Mark>;
}
