import type { Metadata } from "next";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { LiveRegion } from "@/app/(admin)/_components/live-region";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { isUnmet, isUnread, refusalOf, refusalWords } from "@/lib/format/channel-words";
import { authorise } from "@/lib/auth/authorise";
import { connectionAbilities, connectionForms } from "@/lib/edge/connection-admin";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { webhookAddress } from "@/lib/edge/webhook-address";
import { channelScope, type ConnectionRow } from "@/lib/queries/admin/channel-scope";
import { connectionReads } from "@/lib/queries/admin/connection-reads";
import { configurableSites } from "@/lib/queries/admin/configurable-sites";
import { waitingByConnection } from "@/lib/queries/admin/waiting-by-connection";
import { ConnectionCard } from "./_components/connection-card";
import { AddConnection } from "./_components/connection-dialog";

export const metadata: Metadata = { title: "Connections" };

/** The ERPs that govern the sites: do they answer, since when not, what can they not hold? */
export default async function ConnectionsPage() {
  const actor = await requireActor("integration.configure");
  const from = reader();
  const scope = await channelScope(from, actor, "integration.configure");
  const [abilities, waiting, sites, webhook, reads] = await Promise.all([
    Promise.all(scope.connections.map(({ id }) => connectionAbilities(id))),
    waitingByConnection(
      from,
      scope.connections.map(({ id }) => id),
      scope.sites,
    ),
    configurableSites(from, actor),
    webhookAddress(),
    connectionReads(
      from,
      scope.connections.map(({ id }) => id),
    ),
  ]);
  const kinds = connectionForms();
  const replays = actor.sites.some(({ siteId }) => authorise(actor, "message.replay", siteId));
  return (
    <OfficeFrame actor={actor} timeZone={scope.timeZone}>
      <LiveRegion kinds={["message", "order", "exception"]} className="flex flex-col gap-3.5">
        <PageHeader
          title={answer(scope.connections, scope.workers, from.now.getTime())}
          sub="What is recorded on the floor never waits for an ERP: it is written down here, and goes out in order."
        >
          <AddConnection kinds={kinds} sites={sites} />
        </PageHeader>
        {scope.connections.length === 0 ? (
          <Panel label="Connections">
            <EmptyState title="No ERP is connected at your sites">
              Add one here: it takes the address and key of the ERP and the sites that it governs. The file of your company can name it as well.
            </EmptyState>
          </Panel>
        ) : (
          <div className="grid gap-4 xl:grid-cols-2">
            {scope.connections.map((connection, index) => (
              <ConnectionCard
                key={connection.id}
                connection={connection}
                abilities={abilities[index] ?? null}
                waiting={waiting.get(connection.id) ?? 0}
                reads={reads.get(connection.id) ?? null}
                now={from.now.toISOString()}
                maySync={replays}
                kinds={kinds}
                sites={sites}
                webhook={webhook + connection.code}
              />
            ))}
          </div>
        )}
      </LiveRegion>
    </OfficeFrame>
  );
}

function answer(connections: readonly ConnectionRow[], workers: number, now: number): string {
  if (connections.length === 0) return "No ERP is connected";
  if (workers === 0) return "No worker is running, so nothing is sent or read";
  const enabled = connections.filter((one) => one.enabled);
  const refusals = enabled.map(refusalOf).filter((one) => one !== null);
  const down = enabled.filter((one) => one.circuit !== "CLOSED" && refusalOf(one) === null).length;
  const paused = connections.filter((one) => !one.enabled).length;
  if (down > 0) return connections.length === 1 ? "The ERP does not answer" : `${down} of ${connections.length} connections ${down === 1 ? "does" : "do"} not answer`;
  const [first] = refusals;
  if (first !== undefined)
    return connections.length === 1
      ? `The ERP ${refusalWords(first)}`
      : `${refusals.length} of ${connections.length} connections ${refusals.length === 1 ? refusalWords(first) : "need mending"}`;
  // One that was never read is no news that passes: it was just set up, and wrongly.
  const unread = enabled.filter((one) => isUnread(one, now) || (one.readAt === null && one.readError !== null)).length;
  if (unread > 0) return connections.length === 1 ? "The ERP cannot be read" : `${unread} of ${connections.length} connections cannot be read`;
  if (paused > 0) return connections.length === 1 ? "The connection is paused" : `${paused} of ${connections.length} connections ${paused === 1 ? "is" : "are"} paused`;
  const unmet = enabled.filter(isUnmet).length;
  if (unmet > 0)
    return connections.length === 1 ? "The ERP has not been asked yet" : `${unmet} of ${connections.length} connections ${unmet === 1 ? "has" : "have"} not been asked yet`;
  if (connections.some((one) => one.lastError !== null || one.readError !== null)) return "The ERP answers, but not everything works";
  return connections.length === 1 ? "The ERP answers" : `All ${connections.length} connections answer`;
}
