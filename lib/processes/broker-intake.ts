import type { Aedes, Client, PublishPacket } from "aedes";

/** So much of one client may be on its way to subscribers, or wait; more is not read. A client that has fewer than so many messages under way at QoS 1 is read on, and its pings are answered. */
const MOST = { messages: 100, bytes: 256 * 1024 };

type UnderWay = { messages: number; bytes: number; paused: boolean };

/**
 * Reads no more of a client of which much is on its way. aedes means to, and reads on with each piece that arrives: whatever is said behind a subscriber that reads no more would lie in the memory of this
 * process. Answers what is to be called with each message as it comes in.
 */
export function limitIntake(aedes: Aedes): (client: Client, packet: PublishPacket) => void {
  const clients = new WeakMap<Client, UnderWay>();
  aedes.on("publish", (packet, client) => {
    const own = client === null ? undefined : clients.get(client);
    if (client === null || own === undefined || packet.qos === 2) return;
    own.messages -= 1;
    own.bytes -= packet.payload.length;
    if (!own.paused || own.messages > MOST.messages / 2 || own.bytes > MOST.bytes / 2) return;
    own.paused = false;
    // What it would have heard meanwhile.
    client.conn.emit("readable");
  });
  return (client, packet) => {
    // One that comes again is told as a message and not handed on; aedes has a bound of its own for these.
    if (packet.qos === 2) return;
    const own = clients.get(client) ?? watched(client);
    clients.set(client, own);
    own.messages += 1;
    own.bytes += packet.payload.length;
    if (own.messages > MOST.messages || own.bytes > MOST.bytes) own.paused = true;
  };
}

/** Its connection has nothing to read while it is paused: its buffer fills, then the network's, and its client waits. The pause that aedes has loses count of what was done meanwhile. */
function watched({ conn }: Client): UnderWay {
  const own: UnderWay = { messages: 0, bytes: 0, paused: false };
  const read = conn.read.bind(conn);
  conn.read = (size?: number): unknown => (own.paused ? null : read(size));
  return own;
}
