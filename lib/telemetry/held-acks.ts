import type { IPublishPacket, MqttClient } from "mqtt";

/** An acknowledgement that waits for its commit; it belongs to one connection. */
export type HeldAck = { readonly connection: number; readonly messageId: number };

/** Takes the acknowledgements of a client into our hands. */
export type HeldAcks = {
  /** What has to be released once the message is stored; null for QoS 0, which nobody waits for. */
  hold(packet: IPublishPacket): HeldAck | null;
  /** Acknowledges. Acks of a connection that is gone are dropped: the broker redelivers, and an old id would acknowledge another message. */
  release(acks: readonly HeldAck[]): void;
};

/**
 * Ack after commit: mqtt.js handles packets one by one and goes on only after the PUBACK is sent, so holding its callback would serialise the
 * stream. We let it run and catch the outgoing PUBACK instead. `_sendPacket` is private: the version is pinned and a contract test
 * (kill before commit → redelivered) stands beside this file.
 * @throws Error when the client has no such function, that is after an update that broke this.
 */
export function holdAcks(client: MqttClient): HeldAcks {
  const send: unknown = Reflect.get(client, "_sendPacket");
  if (typeof send !== "function") throw new Error("This version of mqtt.js sends packets in another way; acknowledgements cannot be held");
  let connection = 0;
  // On "connect" too: packets of the old stream may still be handled after its "close".
  for (const edge of ["close", "connect"] as const) {
    client.on(edge, () => {
      connection += 1;
    });
  }
  Reflect.set(client, "_sendPacket", (packet: { readonly cmd: string }, callback?: () => void, ...rest: unknown[]) => {
    if (packet.cmd !== "puback") Reflect.apply(send, client, [packet, callback, ...rest]);
    else callback?.();
  });
  return {
    hold: (packet) => (packet.qos === 0 || packet.messageId === undefined ? null : { connection, messageId: packet.messageId }),
    release(acks) {
      if (!client.connected) return;
      const own = acks.filter((ack) => ack.connection === connection);
      if (own.length > 0) client.stream.write(pubacks(own));
    },
  };
}

/** Fixed header and length of a PUBACK that says nothing but "received": the same in MQTT 3.1.1 and 5. */
const PUBACK = [0x40, 0x02] as const;

/** Acknowledgements of a batch as one piece: through the client each would be four writes to the socket. */
function pubacks(acks: readonly HeldAck[]): Buffer {
  const bytes = Buffer.allocUnsafe(acks.length * 4);
  let at = 0;
  for (const { messageId } of acks) {
    at = bytes.writeUInt8(PUBACK[0], at);
    at = bytes.writeUInt8(PUBACK[1], at);
    at = bytes.writeUInt16BE(messageId, at);
  }
  return bytes;
}
