import type { ReactNode } from "react";
import type { Metadata } from "next";
import Link from "next/link";
import clsx from "clsx";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { LiveRegion } from "@/app/(admin)/_components/live-region";
import { SyncNow } from "@/app/(admin)/_components/sync-now";
import { Answer } from "@/components/ui/answer";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { sitesWith } from "@/lib/auth/authorise";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { channelScope, type ChannelScope, narrowed } from "@/lib/queries/admin/channel-scope";
import { masterDataFreshness } from "@/lib/queries/admin/freshness";
import { heldMessages } from "@/lib/queries/admin/held-messages";
import { visibilityLag } from "@/lib/queries/admin/lag";
import { channelLanes, type Lanes } from "@/lib/queries/admin/lanes";
import { headOfLane, messageDetail } from "@/lib/queries/admin/message-detail";
import { messageList } from "@/lib/queries/admin/message-list";
import { conversation } from "@/lib/queries/admin/thread";
import { BulkRepair } from "./_components/bulk-repair";
import { channelAnswer, inboundIn } from "./_components/channel-answer";
import { ChannelFigures } from "./_components/channel-figures";
import { FreshnessPanel } from "./_components/freshness-panel";
import { LagPanel } from "./_components/lag-panel";
import { LanesPanel } from "./_components/lanes-panel";
import { MessageCard } from "./_components/message-card";
import { MessageTable } from "./_components/message-table";
import { repairRights } from "./_components/repair-rights";
import { ThreadPanel } from "./_components/thread-panel";
import { filterOf, hrefWith, type MessageParams, readParams, UNFILTERED } from "./search-params";

export const metadata: Metadata = { title: "Messages" };

/** The control room of the ERP channel: is an order stuck, and what frees it? */
export default async function MessagesPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const actor = await requireActor("message.read");
  const params = readParams(await searchParams);
  const from = reader();
  const now = from.now.toISOString();
  const scope = await channelScope(from, actor);
  // The finding and the figures are of all that the actor may see; panels and lists of what the page is narrowed to.
  const shown = narrowed(scope, actor, { connection: params.erp, site: params.site });
  const isNarrowed = params.erp !== null || params.site !== null;
  const sites = actor.sites.filter(({ siteId, code }) => scope.sites.includes(siteId) && scope.connections.some((one) => one.sites.includes(code))).map(({ code }) => code);
  const bySite = params.lag === "site" && sites.length > 1;
  const filter = filterOf(params, scope.timeZone);
  const all = params.lanes === "all";
  const [lanes, ownLanes, lag, ownLag, page, fresh, held] = await Promise.all([
    channelLanes(from, scope, { all }),
    isNarrowed ? channelLanes(from, shown, { all }) : null,
    visibilityLag(from, scope),
    isNarrowed || bySite ? visibilityLag(from, shown, bySite) : null,
    messageList(from, shown, filter),
    masterDataFreshness(from, shown),
    params.state === "held" ? heldMessages(from, shown, filter) : [],
  ]);
  const selected = selectedLane(params, scope, ownLanes ?? lanes);
  const focus = selected === null ? null : await headOfLane(from, scope, selected.connectionId, selected.laneKey);
  const [talk, detail] = await Promise.all([
    selected === null ? null : conversation(from, scope, { ...selected, orderId: null }, focus),
    focus === null ? null : messageDetail(from, scope, focus.id),
  ]);
  const stuck = lanes.total.stuck > 0;
  const single = scope.connections[0];

  return (
    <OfficeFrame actor={actor} timeZone={scope.timeZone}>
      <LiveRegion kinds={["message", "order", "exception"]} className="flex flex-col gap-3.5">
        <div className="flex flex-wrap items-end gap-x-9 gap-y-3">
          <Answer sub={stuck ? repairLink(lanes.total.stuck, params) : talk === null ? calmWords(scope, lanes, params) : undefined}>{channelAnswer({ scope, lanes, now })}</Answer>
          <ChannelFigures {...{ scope, lanes, lag, now }} />
          {single !== undefined && scope.connections.length === 1 && sitesWith(actor, "message.replay").length > 0 ? (
            <SyncNow connectionId={single.id} name={single.name} timeZone={single.timeZone} />
          ) : null}
        </div>
        {scope.connections.length === 0 ? (
          <Panel label="No connection">
            <EmptyState title="No ERP is connected at your sites">As soon as a connection to an ERP is set up, everything said in both directions stands here.</EmptyState>
          </Panel>
        ) : (
          <>
            <div className={clsx("grid gap-4", talk === null ? "xl:grid-cols-2" : "xl:min-h-[calc(100dvh-136px)] xl:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(320px,3.3fr)]")}>
              <div className={talk === null ? "contents" : "flex min-h-0 flex-col gap-3.5"}>
                <LanesPanel
                  lanes={ownLanes ?? lanes}
                  now={now}
                  connections={scope.connections}
                  selected={selected}
                  hrefOf={(connection, lane) => hrefWith(params, { connection, lane })}
                  inboundHref={(erp, type, state) =>
                    hrefWith(
                      params,
                      { ...UNFILTERED, site: params.site, erp: erp ?? params.erp, direction: "in", state: state === "RECEIVED" ? "waiting" : "held", type },
                      "#messages",
                    )
                  }
                  waitingHref={hrefWith(params, { ...UNFILTERED, erp: params.erp, site: params.site, direction: "out", state: "waiting" }, "#messages")}
                  all={all}
                  allHref={hrefWith(params, { lanes: "all" })}
                  fewHref={hrefWith(params, { lanes: null })}
                />
                <LagPanel
                  rows={ownLag ?? lag}
                  bySite={bySite}
                  switchHref={sites.length > 1 ? hrefWith(params, { lag: bySite ? null : "site" }) : null}
                  className={talk === null ? undefined : "flex-1"}
                />
              </div>
              {talk === null ? null : (
                <ThreadPanel
                  conversation={talk}
                  selectedId={detail?.row.id ?? null}
                  timeZone={scope.timeZone}
                  hrefOf={(row) => `/messages/${row.id}`}
                  allHref={hrefWith(params, { order: talk.name }, "#messages")}
                  className="max-xl:max-h-[640px] xl:h-0 xl:min-h-full"
                />
              )}
              {talk === null ? null : (
                <div className="flex flex-col gap-3">
                  {detail === null ? null : (
                    <MessageCard
                      detail={detail}
                      rights={repairRights(actor, detail.row.site ?? scope.connections.find(({ id }) => id === detail.row.connectionId)?.sites[0] ?? null)}
                      accountId={actor.accountId}
                      timeZone={scope.timeZone}
                    />
                  )}
                  {params.lane === null ? null : (
                    <ButtonLink href={hrefWith(params, { lane: null, connection: null })} tone="quiet" className="self-start">
                      {stuck ? "Back to what is held up" : "Close the conversation"}
                    </ButtonLink>
                  )}
                </div>
              )}
            </div>
            <MessageTable page={page} params={params} timeZone={scope.timeZone} connections={scope.connections} sites={sites}>
              {params.state === "held" ? (
                <BulkRepair
                  held={held}
                  mayReplay={sitesWith(actor, "message.replay").length > 0}
                  mayResolve={sitesWith(actor, "message.resolve").length > 0}
                  timeZone={scope.timeZone}
                />
              ) : null}
            </MessageTable>
            <FreshnessPanel
              rows={fresh}
              scope={shown}
              now={now}
              hrefOf={(type) => hrefWith(params, { ...UNFILTERED, erp: params.erp, site: params.site, type, direction: "in" }, "#messages")}
            />
          </>
        )}
      </LiveRegion>
    </OfficeFrame>
  );
}

/** The lane in focus: the one of the address, or the first that is held up. */
function selectedLane({ lane, connection }: MessageParams, { connections }: ChannelScope, { lanes }: Lanes): { connectionId: string; laneKey: string } | null {
  if (lane === null) return lanes.find((one) => one.state === "REJECTED" || one.state === "DEAD") ?? null;
  const of = connections.find((one) => one.code === connection) ?? connections[0];
  return of === undefined ? null : { connectionId: of.id, laneKey: lane };
}

function calmWords({ connections }: ChannelScope, lanes: Lanes, params: MessageParams): ReactNode {
  if (connections.length === 0) return undefined;
  if (inboundIn(lanes, ["REFUSED"]) === 0) return "No message is refused or given up. Open a lane to read its conversation.";
  return (
    <Link href={hrefWith(params, { ...UNFILTERED, state: "held", direction: "in" }, "#messages")} className="text-ink underline underline-offset-2">
      See what was refused, and why
    </Link>
  );
}

/** What is held up for one reason is repaired in one go. */
function repairLink(stuck: number, params: MessageParams): ReactNode {
  if (stuck < 2) return undefined;
  return (
    <Link href={hrefWith(params, { ...UNFILTERED, state: "held" }, "#messages")} className="text-ink underline underline-offset-2">
      Repair them together
    </Link>
  );
}
