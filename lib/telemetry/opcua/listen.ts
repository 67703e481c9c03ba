import { AttributeIds, type ClientMonitoredItemBase, type ClientSession, type DataValue, TimestampsToReturn } from "node-opcua-client";
import { findNodes } from "./find-nodes";
import { within } from "./open-session";
import { OpcuaProblem } from "./problem";
import type { OpcuaSettings } from "./settings";
import type { Teller } from "./teller";

/** What is listened to, and the nodes that the server does not have or does not let us hear. */
export type Listening = { readonly nodes: number; readonly unknown: readonly string[] };

const SUBSCRIBE_MS = 15_000;
const ITEMS_AT_ONCE = 500;
/** A server with nothing new says so this often. */
export const SIGN_OF_LIFE_MS = 2_000;
const LIFETIME_MS = 60_000;

/** Listens to the nodes of a source; every reading goes to the teller. `lost` is called when the subscription has ended. */
export async function listen(session: ClientSession, settings: OpcuaSettings, teller: Teller, lost: () => void): Promise<Listening> {
  const { nodes, unknown } = await findNodes(session, settings);
  const publishingMs = Math.min(1_000, Math.max(100, settings.samplingMs));
  const subscription = await within(
    SUBSCRIBE_MS,
    session.createSubscription2({
      requestedPublishingInterval: publishingMs,
      requestedLifetimeCount: Math.ceil(LIFETIME_MS / publishingMs),
      requestedMaxKeepAliveCount: Math.ceil(SIGN_OF_LIFE_MS / publishingMs),
      maxNotificationsPerPublish: 10_000,
      publishingEnabled: true,
      priority: 1,
    }),
  );
  teller.begin({ lagMs: settings.samplingMs + publishingMs });
  // With values or without.
  subscription.on("raw_notification", () => teller.sign());
  subscription.on("terminated", lost);
  session.on("session_closed", lost);

  let heard = 0;
  const deaf: string[] = [];
  for (let from = 0; from < nodes.length; from += ITEMS_AT_ONCE) {
    const some = nodes.slice(from, from + ITEMS_AT_ONCE);
    const group = await within(
      SUBSCRIBE_MS,
      subscription.monitorItems(
        some.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
        { samplingInterval: settings.samplingMs, queueSize: settings.queueSize, discardOldest: true },
        TimestampsToReturn.Both,
      ),
    );
    group.on("changed", (_item: ClientMonitoredItemBase, reading: DataValue, index: number) => {
      const node = some[index];
      if (node !== undefined) teller.tell(node.written, reading);
    });
    for (const [index, { statusCode }] of group.monitoredItems.entries()) {
      if (statusCode?.isGood() === true) heard += 1;
      else deaf.push(some[index]?.written ?? "");
    }
  }
  if (heard === 0) throw new OpcuaProblem("NODES_UNKNOWN", deaf.slice(0, 5).join(", "));
  return { nodes: heard, unknown: [...unknown, ...deaf] };
}
