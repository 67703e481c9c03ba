import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { LiveRegion } from "@/app/(admin)/_components/live-region";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { PageHeader } from "@/components/layout/page-header";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { channelScope } from "@/lib/queries/admin/channel-scope";
import { messageDetail } from "@/lib/queries/admin/message-detail";
import { conversation, placeOf } from "@/lib/queries/admin/thread";
import { AttemptsPanel } from "@/app/(admin)/messages/_components/attempts-panel";
import { CopyButton } from "@/app/(admin)/messages/_components/copy-button";
import { inOrder, JsonBlock } from "@/app/(admin)/messages/_components/json-block";
import { MessageCard } from "@/app/(admin)/messages/_components/message-card";
import { messageWords, stateWord } from "@/app/(admin)/messages/_components/message-words";
import { repairRights } from "@/app/(admin)/messages/_components/repair-rights";
import { ThreadPanel } from "@/app/(admin)/messages/_components/thread-panel";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";

export const metadata: Metadata = { title: "Message" };

/** One message: what it says, every try with its answer, the conversation around it, and what to do next. */
export default async function MessagePage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireActor("message.read");
  const from = reader();
  const scope = await channelScope(from, actor);
  const detail = await messageDetail(from, scope, (await params).id);
  if (detail === null) notFound();
  const { row, order } = detail;
  const { timeZone } = scope;
  const lane = row.direction === "OUT" ? row.laneKey : row.subject;
  const talk = await conversation(from, scope, { connectionId: row.connectionId, laneKey: lane, orderId: order?.id ?? null }, placeOf(row));
  const connection = scope.connections.find((one) => one.id === row.connectionId);
  return (
    <OfficeFrame actor={actor} timeZone={timeZone}>
      <LiveRegion kinds={["message", "order", "exception"]} className="flex flex-col gap-3.5">
        <PageHeader
          title={`${messageWords(row, { timeZone }).title}: ${lowerFirst(stateWord(row).word)}`}
          sub={`${lane}, ${formatDayTimeWithSeconds(row.at, { timeZone })}${connection === undefined || scope.connections.length === 1 ? "" : `, ${connection.name}`}`}
        >
          <ButtonLink href="/messages" icon="arrow-left">
            All messages
          </ButtonLink>
          {order === null ? null : <ButtonLink href={`/orders/${encodeURIComponent(order.number)}?site=${encodeURIComponent(order.site)}`}>Order {order.number}</ButtonLink>}
        </PageHeader>
        <div className="grid gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(320px,3.3fr)]">
          <div className="flex min-w-0 flex-col gap-3.5">
            {row.direction === "OUT" ? <AttemptsPanel attempts={detail.attempts} timeZone={timeZone} /> : null}
            <Panel title="Payload" actions={<CopyButton text={JSON.stringify(inOrder(detail.payload), null, 2)} label="Copy JSON" />}>
              <div className="grid gap-2 px-4 pb-4">
                {row.amountsHidden ? <p className="text-sm text-ink-2">Amounts are hidden: they are for those who may see cost. Replaying sends the message whole.</p> : null}
                <JsonBlock value={inOrder(detail.payload)} label="Payload of the message" />
              </div>
            </Panel>
          </div>
          {talk === null ? null : (
            <ThreadPanel
              conversation={talk}
              selectedId={row.id}
              timeZone={timeZone}
              hrefOf={(other) => `/messages/${other.id}`}
              allHref={`/messages?order=${encodeURIComponent(talk.name)}#messages`}
              className="max-h-[640px] xl:sticky xl:top-[62px] xl:h-[calc(100dvh-80px)] xl:max-h-none"
            />
          )}
          <div className="grid content-start gap-3.5 max-xl:order-first">
            <MessageCard detail={detail} rights={repairRights(actor, row.site ?? connection?.sites[0] ?? null)} accountId={actor.accountId} timeZone={timeZone} open={false} />
          </div>
        </div>
      </LiveRegion>
    </OfficeFrame>
  );
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}
