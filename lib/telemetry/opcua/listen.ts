import { AttributeIds, type ClientMonitoredItemBase, ClientMonitoredItemGroup, type DataValue, TimestampsToReturn } from "node-opcua-client";
import { findNodes } from "./find-nodes";
import { type OpenSession, SESSION_MS, within } from "./open-session";
import { OpcuaProblem } from "./problem";
import type { OpcuaSettings } from "./settings";
import type { Teller } from "./teller";

/** What is listened to, and the nodes that the server does not have or does not let us hear. */
export type Listening = { readonly nodes: number; readonly unknown: readonly string[] };

const SUBSCRIBE_MS = 15_000;
const ITEMS_AT_ONCE = 500;
/** A server with nothing new says so this often. */
export const SIGN_OF_LIFE_MS = 2_000;

/** Listens to the nodes of a source; every reading goes to the teller. `lost` is called when the subscription has ended. */
export async function listen({ session, onAnswer, onBroken, onRestored, isSame }: OpenSession, settings: OpcuaSettings, teller: Teller, lost: () => void): Promise<Listening> {
  const { nodes, unknown } = await findNodes(session, settings);
  const publishingMs = Math.min(1_000, Math.max(100, settings.samplingMs));
  const subscription = await within(
    SUBSCRIBE_MS,
    session.createSubscription2({
      requestedPublishingInterval: publishingMs,
      requestedLifetimeCount: Math.ceil(SESSION_MS / publishingMs),
      requestedMaxKeepAliveCount: Math.ceil(SIGN_OF_LIFE_MS / publishingMs),
      maxNotificationsPerPublish: 10_000,
      publishingEnabled: true,
      priority: 1,
    }),
  );
  teller.begin({ lagMs: settings.samplingMs + publishingMs });
  let saidAll = false;
  onBroken(() => {
    saidAll = false;
    teller.breakOff();
  });
  onRestored(() => teller.restore());
  onAnswer((_, more) => {
    if (more !== null) saidAll = !more;
  });
  subscription.on("raw_notification", () => {
    // With values or without; those are told before.
    const all = saidAll;
    setImmediate(() => {
      if (isSame()) teller.sign(all);
    });
  });
  subscription.on("terminated", lost);
  session.on("session_closed", lost);

  let heard = 0;
  const deaf: string[] = [];
  for (let from = 0; from < nodes.length; from += ITEMS_AT_ONCE) {
    const some = nodes.slice(from, from + ITEMS_AT_ONCE);
    const group = ClientMonitoredItemGroup.create(
      subscription,
      some.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
      { samplingInterval: settings.samplingMs, queueSize: settings.queueSize, discardOldest: true },
      TimestampsToReturn.Both,
    );
    // Before anything is waited for: the first values may come with the answer.
    group.on("changed", (_item: ClientMonitoredItemBase, reading: DataValue, index: number) => {
      const node = some[index];
      // Another session of a server that was restarted may number its namespaces anew.
      if (node !== undefined && isSame()) teller.tell(node.written, reading);
    });
    await within(SUBSCRIBE_MS, initialised(group));
    for (const [index, { statusCode }] of group.monitoredItems.entries()) {
      if (statusCode?.isGood() === true) heard += 1;
      else deaf.push(some[index]?.written ?? "");
    }
  }
  if (heard === 0) throw new OpcuaProblem("NODES_UNKNOWN", deaf.slice(0, 5).join(", "));
  return { nodes: heard, unknown: [...unknown, ...deaf] };
}

function initialised(group: ClientMonitoredItemGroup): Promise<void> {
  return new Promise((resolve, reject) => {
    group.on("initialized", resolve);
    group.on("terminated", (fault) => reject(fault));
  });
}
