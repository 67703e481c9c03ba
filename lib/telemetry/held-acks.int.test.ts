import { connect, connectAsync, type IPublishPacket, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testBroker } from "@/lib/processes/testing/broker";
import { brokerVersion, type MqttVersion } from "./broker-version";
import { type HeldAck, holdAcks } from "./held-acks";
import { mosquittoPath, startMosquitto } from "./testing/mosquitto";

type Broker = { readonly url: string; stop(): Promise<void> };

const brokers: [string, MqttVersion, () => Promise<Broker>][] = [["the embedded broker", 4, testBroker]];
if (mosquittoPath !== null) {
  const path = mosquittoPath;
  brokers.push(["mosquitto", 5, () => startMosquitto(path)]);
}

describe.each(brokers)("acknowledgement after commit with %s", (_, expectedVersion, start) => {
  let broker: Broker;
  beforeAll(async () => void (broker = await start()));
  afterAll(() => broker.stop());

  it("agrees on the MQTT version", async () => expect(await brokerVersion(broker.url)).toBe(expectedVersion));

  it("redelivers what was received and not released, once, and nothing after the release", async () => {
    const publisher = await connectAsync(broker.url);
    const first = open();
    await vi.waitFor(() => expect(first.subscribed).toBe(true));
    const expected = Array.from({ length: 500 }, (_unused, index) => String(index));
    for (const value of expected) publisher.publish("site-a/filling/l1/filler/count", value, { qos: 1 });
    await vi.waitFor(() => expect(first.values).toHaveLength(500), { timeout: 10_000 });
    first.acks.release(first.held.slice(0, 100));
    await heard(first.client);
    // Killed: no DISCONNECT, nothing more acknowledged.
    first.client.stream.destroy();
    await first.client.endAsync(true);

    const second = open();
    await vi.waitFor(() => expect(new Set(second.values).size).toBe(400), { timeout: 10_000 });
    expect(second.values).toEqual(expected.slice(100));
    second.acks.release(first.held);
    second.acks.release(second.held);
    await publisher.publishAsync("site-a/filling/l1/filler/count", "last", { qos: 1 });
    await vi.waitFor(() => expect(second.values.at(-1)).toBe("last"));
    await second.client.endAsync();

    const third = open();
    await vi.waitFor(() => expect(third.values).toEqual(["last"]));
    await third.client.endAsync();
    await publisher.endAsync();
  });

  it("acknowledges nothing that came over a connection that is gone, whatever the broker has sent with that number since", async () => {
    const publisher = await connectAsync(broker.url);
    const one = open("cut");
    await vi.waitFor(() => expect(one.subscribed).toBe(true));
    for (const value of ["1", "2"]) await publisher.publishAsync("site-a/filling/l1/filler/count", value, { qos: 1 });
    await vi.waitFor(() => expect(one.values).toEqual(["1", "2"]));
    const inFlight = [...one.held];
    const closed = new Promise<void>((resolve) => one.client.once("close", () => resolve()));
    one.client.stream.destroy();
    await closed;
    one.client.reconnect();
    await vi.waitFor(() => expect(one.values).toEqual(["1", "2", "1", "2"]));
    expect(one.held.slice(2).map(({ messageId }) => messageId)).toEqual(inFlight.map(({ messageId }) => messageId));
    one.acks.release(inFlight);
    await heard(one.client);
    one.client.stream.destroy();
    await one.client.endAsync(true);

    const next = open("cut");
    await vi.waitFor(() => expect(next.values).toEqual(["1", "2"]));
    next.acks.release(next.held);
    await next.client.endAsync();
    await publisher.endAsync();
  });

  /** The broker takes packets in turn: it has the acknowledgements once it answers what comes behind them. */
  async function heard(client: MqttClient): Promise<void> {
    const answered = new Promise<void>((resolve) => client.on("packetreceive", ({ cmd }) => (cmd === "pingresp" ? resolve() : undefined)));
    client.sendPing();
    await answered;
  }

  function open(clientId = "contract"): { client: MqttClient; acks: ReturnType<typeof holdAcks>; values: string[]; held: HeldAck[]; readonly subscribed: boolean } {
    const client = connect(broker.url, {
      clientId,
      clean: false,
      protocolVersion: expectedVersion,
      reconnectPeriod: 0,
      ...(expectedVersion === 5 ? { properties: { sessionExpiryInterval: 600, receiveMaximum: 20_000 } } : {}),
    });
    const acks = holdAcks(client);
    const values: string[] = [];
    const held: HeldAck[] = [];
    let subscribed = false;
    client.on("connect", () => client.subscribe("site-a/#", { qos: 1 }, () => (subscribed = true)));
    client.on("message", (_topic, payload, packet: IPublishPacket) => {
      values.push(payload.toString());
      const ack = acks.hold(packet);
      if (ack !== null) held.push(ack);
    });
    return {
      client,
      acks,
      values,
      held,
      get subscribed() {
        return subscribed;
      },
    };
  }
});

it.skipIf(mosquittoPath === null)("MQTT 5: mosquitto is installed; where it is not, the above ran with the embedded broker (MQTT 3.1.1) alone", () =>
  expect(mosquittoPath).not.toBeNull(),
);
