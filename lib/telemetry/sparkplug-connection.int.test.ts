import { describe, expect, it, vi } from "vitest";
import { DataType } from "./sparkplug/data-type";
import { decodePayload } from "./sparkplug/decode-payload";
import type { MetricToWrite } from "./sparkplug/encode-payload";
import { mosquittoPath } from "./testing/mosquitto";
import { bdSeq, brokers, commands, hostsOn, isConnect, isPublish, online, stateOf } from "./testing/sparkplug-host";

// The rows of docs/sparkplug.md, with an edge node that does what a test says. Titles stand in that table: sparkplug-rules.test.ts compares them.

describe.each(brokers)("Sparkplug host over %s", (_, version, start) => {
  const { open, host, edge } = hostsOn(start, version);

  it("connect-will: CONNECT carries the will that says offline on the STATE topic, QoS 1 and retained", async () => {
    const { tap, stateTopic } = await host();
    const [connect] = tap.told.filter(isConnect);
    expect(connect?.will).toMatchObject({ topic: stateTopic, qos: 1, retain: true });
    const will = stateOf(connect?.will?.payload ?? "{}");
    expect(will).toEqual({ online: false, timestamp: expect.any(Number) });
  });

  it("clean-session: it begins anew with every connection and keeps no session", async () => {
    const { tap } = await host();
    const [connect] = tap.told.filter(isConnect);
    expect(connect).toMatchObject({ version, clean: true });
    expect(connect?.sessionExpirySeconds ?? 0).toBe(0);
  });

  it("birth-sub-required: it subscribes to its STATE topic and the namespace before it publishes anything", async () => {
    const { tap, stateTopic } = await host();
    expect(tap.told.slice(0, 3).map(({ type }) => type)).toEqual(["CONNECT", "SUBSCRIBE", "PUBLISH"]);
    expect(tap.told[1]).toMatchObject({ filters: [stateTopic, "spBv1.0/RULES/#"] });
  });

  it("state-message-delivered: to a STATE of its own that says offline it answers online at once, with its timestamp", async () => {
    const { tap, stateTopic } = await host();
    const { client } = await edge();
    await client.publishAsync(stateTopic, JSON.stringify({ online: false, timestamp: 1 }), { qos: 1, retain: true });
    await vi.waitFor(() => expect(online(tap)).toHaveLength(2));
    expect(stateOf(online(tap)[1]?.payload ?? "{}")).toEqual(stateOf(online(tap)[0]?.payload ?? "{}"));
  });

  it("termination: before it leaves it says STATE offline, retained, with the time at which it leaves", async () => {
    const { tap, stateTopic, connection } = await host();
    const before = Date.now();
    await connection.close();
    const last = tap.told.filter(isPublish).at(-1);
    expect(last).toMatchObject({ topic: stateTopic, qos: 1, retain: true });
    const said = stateOf(last?.payload ?? "{}");
    expect(said.online).toBe(false);
    expect(said.timestamp).toBeGreaterThanOrEqual(before);
    expect(tap.told.at(-1)).toEqual({ type: "DISCONNECT" });
  });

  it("multi-server-timestamp: each broker is told a timestamp of its own, whatever the other was told since", async () => {
    const other = await start();
    open.push({ close: () => other.stop() });
    const hosts = [await host(), await host({ url: other.url })];
    const clients = [await edge(), await edge(other.url)].map(({ client }) => client);
    // What a broker says of an older connection is answered, with what this connection was told to be.
    for (const [index, { stateTopic }] of hosts.entries())
      await clients[index]?.publishAsync(stateTopic, JSON.stringify({ online: false, timestamp: 1 }), { qos: 1, retain: true });
    await vi.waitFor(() => expect(hosts.map(({ tap }) => online(tap).length)).toEqual([2, 2]));
    const wills = hosts.map(({ tap }) => tap.told.filter(isConnect).map(({ will }) => stateOf(will?.payload ?? "{}").timestamp));
    const told = hosts.map(({ tap }) => online(tap).map(({ payload }) => stateOf(payload).timestamp));
    expect(told).toEqual(wills.map(([will]) => [will, will]));
    expect(new Set(wills.flat()).size).toBe(2);
  });

  it("host-reordering: a gap starts a wait as long as it is told, and the missing message ends it", async () => {
    const { tap, said } = await host({ patience: { reorderMs: 400, rebirthMs: 60_000 } });
    const [whole, gapped] = [await edge(), await edge()];
    await whole.birth();
    await whole.speed(2, 12);
    await whole.speed(1, 11);
    await vi.waitFor(() => expect(said()).toEqual(["Speed=5", "Speed=11", "Speed=12"].map((text) => `RULES/${whole.name} ${text}`)));
    await gapped.birth();
    const before = Date.now();
    await gapped.speed(2, 12);
    // When its wait is over, that of the other would have been for longer.
    await vi.waitFor(() => expect(commands(tap)).not.toEqual([]), { timeout: 5000 });
    expect(commands(tap).map(({ topic }) => topic)).toEqual([`spBv1.0/RULES/NCMD/${gapped.name}`]);
    const request = decodePayload(commands(tap)[0]?.payload ?? new Uint8Array());
    expect("unreadable" in request ? null : (request.timestamp ?? 0) - before).toBeGreaterThanOrEqual(400);
  });

  it("host-reordering-rebirth: a message that stays away when the wait is over is asked for by a rebirth, and what came is taken", async () => {
    const { tap, said } = await host({ patience: { reorderMs: 50, rebirthMs: 60_000 } });
    const { name, birth, speed } = await edge();
    await birth();
    await speed(2, 12);
    await vi.waitFor(() => expect(said()).toEqual([`RULES/${name} Speed=5`, `RULES/${name} Speed=12`]));
    expect(commands(tap)).toHaveLength(1);
  });

  it("ncmd-rebirth: data before a birth is answered by one request, NCMD Node Control/Rebirth = true, QoS 0, not retained, with a timestamp and no seq", async () => {
    const { tap, said } = await host();
    const { name, birth, speed } = await edge();
    for (const seq of [1, 2, 3]) await speed(seq, seq);
    await vi.waitFor(() => expect(commands(tap)).toHaveLength(1));
    const [request] = commands(tap);
    expect(request).toMatchObject({ topic: `spBv1.0/RULES/NCMD/${name}`, qos: 0, retain: false });
    const payload = decodePayload(request?.payload ?? new Uint8Array());
    expect(payload).toMatchObject({ seq: null, timestamp: expect.any(Number), metrics: [{ name: "Node Control/Rebirth", dataType: DataType.Boolean, value: true }] });
    await birth();
    await vi.waitFor(() => expect(said()).toHaveLength(4));
    expect(commands(tap)).toHaveLength(1);
  });

  it("one-rebirth: a node that was speaking when the host came is asked once, what it said before its birth is taken, and its numbers begin with the birth", async () => {
    const { tap, said, reasons } = await host();
    const { name, birth, speed } = await edge();
    for (const [seq, value] of [
      [57, 1],
      [58, 2],
    ] as const)
      await speed(seq, value);
    await vi.waitFor(() => expect(commands(tap)).toHaveLength(1));
    await birth();
    await speed(1, 3);
    await vi.waitFor(() => expect(said()).toEqual([5, 1, 2, 3].map((value) => `RULES/${name} Speed=${value}`)));
    expect(commands(tap)).toHaveLength(1);
    expect(reasons()).toEqual([]);
  });

  it("seq-gap: a number that is more than half the circle ahead is a gap like any other, and what was told and comes once more is none", async () => {
    const { tap, said } = await host({ patience: { reorderMs: 50, rebirthMs: 60_000 } });
    const { name, birth, speed } = await edge();
    await birth();
    await speed(200, 12);
    await vi.waitFor(() => expect(commands(tap)).toHaveLength(1));
    await speed(201, 13);
    await vi.waitFor(() => expect(said()).toEqual([`RULES/${name} Speed=5`, `RULES/${name} Speed=12`, `RULES/${name} Speed=13`]));
  });

  it("ndeath: the node and all its devices are offline and their values stale, from the host's time on", async () => {
    const { nodes, losses } = await host();
    const { name, birth, deviceBirth, death } = await edge();
    const before = Date.now();
    await birth();
    await deviceBirth(1);
    await deviceBirth(2, "D2");
    await death(1);
    const offline = [`${name} offline`, `${name}/D1 offline`, `${name}/D2 offline`];
    await vi.waitFor(() => expect(nodes().slice(-3)).toEqual(offline));
    expect(losses().map(({ address }) => address)).toEqual([`RULES/${name}`, `RULES/${name}/D1`, `RULES/${name}/D2`]);
    for (const { atMs } of losses()) expect(atMs).toBeGreaterThanOrEqual(before);
  });

  it("ddeath: that device alone is offline and its values stale, from the payload's time on", async () => {
    const { nodes, losses, said } = await host();
    const { name, birth, deviceBirth, speed, send } = await edge();
    await birth();
    await deviceBirth(1);
    await send("DDEATH", { seq: 2, metrics: [], timestamp: 1_767_592_800_000 }, "D1");
    await speed(3, 9);
    await vi.waitFor(() => expect(said().at(-1)).toBe(`RULES/${name} Speed=9`));
    expect(nodes()).toEqual([`${name} online`, `${name}/D1 online`, `${name}/D1 offline`]);
    expect(losses()).toMatchObject([{ address: `RULES/${name}/D1`, atMs: 1_767_592_800_000 }]);
  });

  it("ndeath-bdseq: a death counts when its bdSeq is that of the birth; one of an older session does not", async () => {
    const { nodes, said } = await host();
    const { name, birth, speed, death } = await edge();
    await birth(0, 4);
    await death(3);
    await speed(1, 6);
    await vi.waitFor(() => expect(said().at(-1)).toBe(`RULES/${name} Speed=6`));
    expect(nodes()).toEqual([`${name} online`]);
    await death(4);
    await vi.waitFor(() => expect(nodes()).toEqual([`${name} online`, `${name} offline`]));
  });

  it("ndeath-after-restart: the death of a node that was alive before the host began counts by the bdSeq that the database holds", async () => {
    const { name, death } = await edge();
    const { nodes, losses } = await host({ alive: [{ group: "RULES", node: name, bdSeq: 7, devices: ["D1"] }] });
    await death(6);
    await death(7);
    await vi.waitFor(() => expect(nodes()).toEqual([`${name} offline`, `${name}/D1 offline`]));
    expect(losses().map(({ address }) => address)).toEqual([`RULES/${name}`, `RULES/${name}/D1`]);
  });

  it("rebirth-devices: after a rebirth only a device that is not born with it is offline, since the rebirth", async () => {
    const { nodes, losses } = await host({ patience: { reorderMs: 200, rebirthMs: 60_000 } });
    const { name, birth, deviceBirth } = await edge();
    await birth();
    await deviceBirth(1);
    await deviceBirth(2, "D2");
    await birth();
    await deviceBirth(1);
    await vi.waitFor(() => expect(nodes().slice(3)).toEqual([`${name} online`, `${name}/D1 online`, `${name}/D2 offline`]));
    expect(losses().map(({ address }) => address)).toEqual([`RULES/${name}/D2`]);
  });

  it("nbirth-bdseq-repeat: a rebirth keeps its bdSeq, and its seq may begin again or go on", async () => {
    const { said, reasons, tap } = await host();
    const { name, birth, speed } = await edge();
    await birth(0, 4);
    await speed(1, 6);
    await birth(2, 4);
    await speed(3, 7);
    await birth(0, 4);
    await speed(1, 8);
    await vi.waitFor(() => expect(said().at(-1)).toBe(`RULES/${name} Speed=8`));
    expect(reasons()).toEqual([]);
    expect(commands(tap)).toEqual([]);
  });

  it("alias: data names its metric by the alias of the birth of its node or device, whose type it has; the map is another one after each NBIRTH", async () => {
    const { said, reasons } = await host();
    const { name, speed, deviceBirth, send } = await edge();
    const pressure: MetricToWrite = { name: "Pressure", alias: 2, dataType: DataType.Double, declare: true, value: 3 };
    await send("NBIRTH", { seq: 0, metrics: [bdSeq(1), { name: "Speed", alias: 1, dataType: DataType.Int16, declare: true, value: 5 }, pressure] });
    await speed(1, -7);
    await deviceBirth(2);
    await send("DBIRTH", { seq: 3, metrics: [] }, "D2");
    await send("DDATA", { seq: 4, metrics: [{ alias: 10, dataType: DataType.Double, value: 71 }] }, "D2");
    await send("NBIRTH", { seq: 5, metrics: [bdSeq(1), { name: "Level", alias: 1, dataType: DataType.Double, declare: true, value: 0.5 }] });
    await send("NDATA", { seq: 6, metrics: [{ alias: 1, dataType: DataType.Double, value: 0.75 }] });
    await send("NDATA", { seq: 7, metrics: [{ alias: 2, dataType: DataType.Double, value: 1 }] });
    await send("DDATA", { seq: 8, metrics: [{ alias: 10, dataType: DataType.Double, value: 72 }] }, "D1");
    await vi.waitFor(() => expect(reasons()).toEqual([10, 2, 10].map((alias) => `alias ${alias} was not declared`)));
    expect(said()).toEqual([" Speed=5", " Pressure=3", " Speed=-7", "/D1 Temp=70", " Level=0.5", " Level=0.75"].map((text) => `RULES/${name}${text}`));
  });

  it("alias-uniqueness: an alias that stands for two metrics is nobody's value, and quarantine names both", async () => {
    const { said, reasons } = await host();
    const { name, birth, send } = await edge();
    await birth();
    await send("DBIRTH", { seq: 1, metrics: [{ name: "Temp", alias: 1, dataType: DataType.Double, declare: true, value: 70 }] }, "D1");
    await send("DDATA", { seq: 2, metrics: [{ alias: 1, dataType: DataType.Double, value: 71 }] }, "D1");
    await vi.waitFor(() => expect(reasons()).toEqual(["alias 1 stands for more than one metric, Speed and Temp", "alias 1 stands for more than one metric"]));
    expect(said()).toEqual([`RULES/${name} Speed=5`, `RULES/${name}/D1 Temp=70`]);
  });

  it("alias-uint64: an alias of 64 bits is kept to the last bit", async () => {
    const { said, reasons } = await host();
    const { name, send } = await edge();
    const [one, other] = [2n ** 64n - 1n, 2n ** 64n - 2n];
    const metric = (alias: bigint, value: number, as?: string): MetricToWrite => ({
      ...(as === undefined ? {} : { name: as, declare: true }),
      alias,
      dataType: DataType.Int16,
      value,
    });
    await send("NBIRTH", { seq: 0, metrics: [bdSeq(1), metric(one, 1, "One"), metric(other, 2, "Other")] });
    await send("NDATA", { seq: 1, metrics: [metric(other, 20)] });
    await vi.waitFor(() => expect(said()).toEqual(["One=1", "Other=2", "Other=20"].map((text) => `RULES/${name} ${text}`)));
    expect(reasons()).toEqual([]);
  });

  it("sequence-num: one seq 0 to 255 runs over node and devices, 255 is followed by 0, and a death has none", async () => {
    const { said, tap, nodes } = await host();
    const { name, birth, deviceBirth, speed, send, death } = await edge();
    await birth(253);
    await deviceBirth(254);
    await speed(255, 1);
    await send("DDATA", { seq: 0, metrics: [{ alias: 10, dataType: DataType.Double, value: 71 }] }, "D1");
    await speed(1, 2);
    await death(1);
    await vi.waitFor(() => expect(nodes().slice(-2)).toEqual([`${name} offline`, `${name}/D1 offline`]));
    expect(said().slice(-3)).toEqual([`RULES/${name} Speed=1`, `RULES/${name}/D1 Temp=71`, `RULES/${name} Speed=2`]);
    expect(commands(tap)).toEqual([]);
  });

  it("dcmd: SEC-14, data flows one way: whatever nodes say, the host publishes its STATE and rebirth requests, and commands no device", async () => {
    const { tap, stateTopic, said } = await host({ patience: { reorderMs: 50, rebirthMs: 50 } });
    const { name, birth, deviceBirth, speed, send } = await edge();
    await speed(9, 1);
    await birth();
    await deviceBirth(1);
    await send("DDATA", { seq: 4, metrics: [{ alias: 10, dataType: DataType.Double, value: 72 }] }, "D1");
    await vi.waitFor(() => expect(said()).toContain(`RULES/${name}/D1 Temp=72`));
    for (const { topic, payload } of tap.told.filter(isPublish)) {
      if (topic !== stateTopic) expect(decodePayload(payload)).toMatchObject({ metrics: [{ name: "Node Control/Rebirth", value: true }] });
    }
    expect(tap.told.filter(isPublish).some(({ topic }) => topic.includes("/DCMD/"))).toBe(false);
  });
});

it.skipIf(mosquittoPath === null)("MQTT 5: mosquitto is installed; where it is not, the rules were tried with MQTT 3.1.1 alone", () => expect(mosquittoPath).not.toBeNull());
