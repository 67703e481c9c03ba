import type { Metadata } from "next";
import { LiveRegion } from "@/app/(admin)/_components/live-region";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { RefreshOnNotice } from "@/app/_frame/refresh-on-notice";
import { Age } from "@/components/data/age";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { authorise } from "@/lib/auth/authorise";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import { quarantined, type QuarantinedMessage } from "@/lib/queries/admin/quarantine";
import { ReplayAllButton } from "./_components/replay-all-button";
import { PayloadView } from "./_components/payload-view";
import { ReplayButton } from "./_components/replay-button";

export const metadata: Metadata = { title: "Quarantine" };

/** Machines' messages that could not be read or placed: what came, why it lies here, and how it gets in. */
export default async function QuarantinePage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const actor = await requireActor("message.read");
  const { topic: asked } = await searchParams;
  const topic = typeof asked === "string" && asked !== "" ? asked : null;
  const from = reader();
  const { rows, open, cut, timeZone } = await quarantined(from, actor, topic);
  const mayReplay = actor.sites.some(({ siteId }) => authorise(actor, "message.replay", siteId));
  const forbidden = mayReplay ? undefined : "Integration replays.";
  // One of each topic and reason stands for all of them.
  const firsts = new Map(rows.filter(({ sparkplug }) => sparkplug === null || sparkplug === "METRIC").map((row) => [`${row.topic}\n${row.reason}`, row.id]));
  const replayable = [...firsts.values()];
  const now = from.now.toISOString();
  return (
    <OfficeFrame actor={actor} timeZone={timeZone}>
      <RefreshOnNotice />
      <LiveRegion kinds={["source"]} className="flex flex-col gap-3.5">
        <PageHeader
          title={open === 0 ? "Every message of the machines was read" : `${formatQuantity(String(open))} ${open === 1 ? "message" : "messages"} could not be read`}
          sub={open === 0 ? undefined : "Give the machine its signal, or mend the gateway, and replay. Of each topic and reason the newest 1,000 are kept, the others counted."}
        >
          {topic === null ? null : <ButtonLink href="/quarantine">All topics</ButtonLink>}
          <ReplayAllButton ids={replayable} timeZone={timeZone} forbidden={forbidden} />
        </PageHeader>
        <Panel title={topic ?? "By topic and reason"} note={topic === null ? "latest first, with the latest message" : "latest first"}>
          {rows.length === 0 ? (
            <EmptyState title="Nothing lies in quarantine">
              What cannot be read, or comes from a machine that nobody knows, is kept here with its bytes and the reason, and stops nothing else.
            </EmptyState>
          ) : (
            <Table caption="Messages in quarantine">
              <thead>
                <tr>
                  <Th>Topic</Th>
                  <Th>Why it lies here</Th>
                  <Th>What came</Th>
                  <Th num>Bytes</Th>
                  <Th num>Times</Th>
                  <Th num>Last</Th>
                  <Th unseen>Action</Th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <QuarantineLine key={row.id} {...{ row, now, timeZone, forbidden }} linked={topic === null && row.alike > 1} />
                ))}
              </tbody>
            </Table>
          )}
          {cut ? <PanelFoot>There are more; the latest are shown.</PanelFoot> : null}
        </Panel>
      </LiveRegion>
    </OfficeFrame>
  );
}

function QuarantineLine({ row, now, timeZone, forbidden, linked }: { row: QuarantinedMessage; now: string; timeZone: string; forbidden: string | undefined; linked: boolean }) {
  return (
    <Tr className="align-top">
      <RowHead className="min-w-64 py-2.5 break-words">
        <span className="font-medium">{row.topic}</span>
        <span className="block text-xs text-ink-3">{row.site ?? "no site of ours"}</span>
      </RowHead>
      <Td className="min-w-56 py-2.5 break-words">{row.reason}</Td>
      <Td className="w-full max-w-0 py-2.5">
        <PayloadView head={row.head} size={row.size} topic={row.topic} />
      </Td>
      <Td num className="py-2.5">
        {formatQuantity(String(row.size))}
      </Td>
      <Td num className="py-2.5">
        {linked ? (
          <a href={`/quarantine?topic=${encodeURIComponent(row.topic)}`} className="text-accent">
            {formatQuantity(String(row.alike))}
          </a>
        ) : (
          formatQuantity(String(row.alike))
        )}
        {row.dropped === 0 ? null : <span className="block text-xs whitespace-nowrap text-ink-3">and {formatQuantity(String(row.dropped))} not kept</span>}
      </Td>
      <Td num className="py-2.5" title={formatDayTimeWithSeconds(row.receivedAt, { timeZone })}>
        <Age since={row.receivedAt} initialNow={now} />
      </Td>
      <Td className="py-2 text-right">
        <ReplayButton row={row} timeZone={timeZone} forbidden={forbidden} />
      </Td>
    </Tr>
  );
}
