import { Age } from "@/components/data/age";
import { Mark } from "@/components/ui/mark";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { Translator } from "@/lib/i18n/translator";
import type { TelemetryNode } from "@/lib/queries/admin/telemetry-sources";

type NodesProps = { t: Translator<"telemetry">; nodes: readonly TelemetryNode[]; more: boolean; now: string; timeZone: string };

/** Sparkplug edge nodes and devices: who is there, since when, and whose values are stale. */
export function NodesPanel({ t, nodes, more, now, timeZone }: NodesProps) {
  return (
    <Panel title={t("nodes.title")} note={nodes.length === 0 ? undefined : t("nodes.note")}>
      {nodes.length === 0 ? (
        <EmptyState title={t("nodes.empty")}>{t("nodes.emptyText")}</EmptyState>
      ) : (
        <Table wide caption={t("nodes.caption")}>
          <thead>
            <tr>
              <Th>{t("nodes.address")}</Th>
              <Th>{t("nodes.state")}</Th>
              <Th num>{t("nodes.since")}</Th>
              <Th num>{t("nodes.metrics")}</Th>
              <Th num>{t("nodes.stale")}</Th>
            </tr>
          </thead>
          <tbody>
            {nodes.map(({ id, address, site, online, birthRefused, changedAt, flaps, passedOver, metrics, stale }) => (
              <Tr key={id} tone={online ? "plain" : "critical"} className="align-top">
                <RowHead className="min-w-56 py-2.5">
                  <span className="font-medium break-all">{address}</span>
                  <span className="block text-xs text-ink-3">{site}</span>
                  {birthRefused ? <Said>{t("nodes.refusedText")}</Said> : null}
                  {passedOver === null ? null : (
                    <Said>{t("nodes.tooOftenText", { births: passedOver.births, since: formatDayTimeWithSeconds(passedOver.since, { timeZone }) })}</Said>
                  )}
                  {flaps === null ? null : <Said>{t("nodes.flapsText", { ...flaps, orMore: String(flaps.orMore) })}</Said>}
                </RowHead>
                <Td className="py-2.5 whitespace-nowrap">
                  <StateMark {...{ t, online, birthRefused, flaps, passedOver }} />
                </Td>
                <Td num className="py-2.5" title={formatDayTimeWithSeconds(changedAt, { timeZone })}>
                  <Age since={changedAt} initialNow={now} />
                </Td>
                <Td num className="py-2.5">
                  {formatQuantity(String(metrics))}
                </Td>
                <Td num className="py-2.5">
                  {formatQuantity(String(stale))}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {more ? <PanelFoot>{t("nodes.more")}</PanelFoot> : null}
    </Panel>
  );
}

function StateMark({ t, online, birthRefused, flaps, passedOver }: Pick<NodesProps, "t"> & Pick<TelemetryNode, "online" | "birthRefused" | "flaps" | "passedOver">) {
  if (!online) return <Mark kind="critical">{t(birthRefused ? "nodes.refused" : "nodes.offline")}</Mark>;
  if (passedOver !== null) return <Mark kind="warning">{t("nodes.tooOften")}</Mark>;
  return flaps === null ? <Mark kind="saved">{t("nodes.online")}</Mark> : <Mark kind="warning">{t("nodes.flaps")}</Mark>;
}

/** What is wrong with a node or device, and what to look at. */
function Said({ children }: { children: string }) {
  return <span className="mt-1 block max-w-prose text-xs text-pretty text-ink-2">{children}</span>;
}
