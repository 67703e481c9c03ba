import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { LiveRegion } from "@/app/(admin)/_components/live-region";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { RefreshOnNotice } from "@/app/_frame/refresh-on-notice";
import { Figure, FigureRow } from "@/components/data/figure";
import { PageHeader } from "@/components/layout/page-header";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { formatQuantity } from "@/lib/format/quantity";
import { messagesOf } from "@/lib/i18n/messages-of";
import type { Translator } from "@/lib/i18n/translator";
import { configurableSites } from "@/lib/queries/admin/configurable-sites";
import { mappedSignals } from "@/lib/queries/admin/mapped-signals";
import { mappingChoices, UNMAPPED_ROWS, unmappedValues } from "@/lib/queries/admin/signal-mappings";
import { refusedValues } from "@/lib/queries/admin/refused-values";
import { telemetryHealth, type TelemetryHealth } from "@/lib/queries/admin/telemetry-sources";
import { InboxPanel } from "./_components/inbox-panel";
import { MappingsPanel } from "./_components/mappings-panel";
import { NodesPanel } from "./_components/nodes-panel";
import { isHeard, SourcesPanel } from "./_components/sources-panel";
import { filterOf, readParams } from "./search-params";

export const metadata: Metadata = { title: "Telemetry" };

/** What machines say: is every source heard, how late, and what does it mean? */
export default async function TelemetryPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const actor = await requireActor("integration.configure");
  const params = readParams(await searchParams);
  const from = reader();
  const [t, messages, health, choices, mapped, sites] = await Promise.all([
    getTranslations("telemetry"),
    getMessages(),
    telemetryHealth(from, actor),
    mappingChoices(from, actor),
    refusedValues(from, actor).then(async (refused) => ({ refused, ...(await mappedSignals(from, actor, { text: params.mapped, page: params.page ?? 1 }, refused)) })),
    configurableSites(from, actor),
  ]);
  const unmapped = await unmappedValues(from, actor, filterOf(params), choices, { page: params.listed ?? 1, most: UNMAPPED_ROWS });
  const now = from.now.toISOString();
  const { sources, timeZone } = health;
  return (
    <OfficeFrame actor={actor} timeZone={timeZone}>
      <NextIntlClientProvider messages={messagesOf(messages, ["telemetry", "states"])}>
        <RefreshOnNotice />
        <LiveRegion kinds={["source"]} className="flex flex-col gap-3.5">
          <PageHeader title={answer(t, health, mapped.refused.size, now)} sub={t("sub")}>
            <Figures t={t} health={health} />
          </PageHeader>
          <SourcesPanel {...{ t, sources, sites, now, timeZone }} broker={health.broker} queue={health.queue} />
          <InboxPanel {...{ t, unmapped, params, choices, now, timeZone }} sources={sources.map(({ code }) => code)} />
          <div className="grid items-start gap-3.5 2xl:grid-cols-[3fr_2fr]">
            <MappingsPanel {...{ t, mapped, params, choices, sources, now, timeZone }} />
            <NodesPanel {...{ t, now, timeZone }} nodes={health.nodes} more={health.moreNodes} />
          </div>
        </LiveRegion>
      </NextIntlClientProvider>
    </OfficeFrame>
  );
}

function Figures({ t, health: { sources, nodes } }: { t: Translator<"telemetry">; health: TelemetryHealth }) {
  const sum = (of: (source: TelemetryHealth["sources"][number]) => number) => sources.reduce((total, source) => total + of(source), 0);
  const [offline, quarantined] = [nodes.filter(({ online }) => !online).length, sum((source) => source.quarantined)];
  return (
    <FigureRow>
      <Figure label={t("figures.values")} value={formatQuantity(sum(({ perMinute }) => perMinute).toFixed(0))} />
      <Figure label={t("figures.unmapped")} value={formatQuantity(String(sum(({ unmapped }) => unmapped)))} />
      <Figure label={t("figures.quarantine")} value={formatQuantity(String(quarantined))} tone={quarantined > 0 ? "warning" : "plain"} />
      {nodes.length === 0 ? null : (
        <Figure
          label={t("figures.offline")}
          value={formatQuantity(String(offline))}
          note={t("figures.of", { count: formatQuantity(String(nodes.length)) })}
          tone={offline > 0 ? "critical" : "plain"}
        />
      )}
    </FigureRow>
  );
}

function answer(t: Translator<"telemetry">, { sources, nodes, workers, broker }: TelemetryHealth, refusing: number, now: string): string {
  const active = sources.filter((source) => source.active);
  if (active.length === 0) return t("answer.none");
  if (workers === 0) return t("answer.noWorker");
  if (broker?.code === "NOT_STORED") return t("answer.notStored");
  if (broker?.code === "TAKES_NOTHING") return t("answer.takesNothing");
  if (broker !== null) return t("answer.noBroker");
  const silent = active.filter((source) => !source.connected || (source.lastSeenAt !== null && !isHeard(source, now))).length;
  if (silent > 0) return t("answer.silent", { count: silent });
  // One that comes and goes is told of as that at each of its moments.
  const offline = nodes.filter(({ online, flaps, passedOver }) => !online && flaps === null && passedOver === null).length;
  if (offline > 0) return t("answer.offline", { count: offline });
  const tooOften = nodes.filter(({ passedOver }) => passedOver !== null).length;
  if (tooOften > 0) return t("answer.tooOften", { count: tooOften });
  const flapping = nodes.filter(({ flaps }) => flaps !== null).length;
  if (flapping > 0) return t("answer.flapping", { count: flapping });
  if (refusing > 0) return t("answer.refused", { count: refusing });
  const unmapped = active.reduce((total, source) => total + source.unmapped, 0);
  if (unmapped > 0) return t("answer.unmapped", { count: unmapped });
  const waiting = active.filter(({ lastSeenAt }) => lastSeenAt === null).length;
  if (waiting > 0) return t("answer.waiting", { count: waiting });
  return t("answer.well");
}
