import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { brokers, commands, hostsOn, isConnect, isPublish, online, stateOf } from "./testing/sparkplug-host";

// The rows of docs/sparkplug.md about connections that break and hosts that begin anew; the others stand in sparkplug-connection.int.test.ts.

describe.each(brokers)("Sparkplug host that comes back, over %s", (_, version, start) => {
  const { host, edge } = hostsOn(start, version);

  it("connect-birth: its first word is STATE online, QoS 1 and retained, with the timestamp of the will of this CONNECT, on every connection", async () => {
    const { tap, stateTopic } = await host();
    expect(online(tap)[0]).toMatchObject({ topic: stateTopic, qos: 1, retain: true });
    tap.cut();
    // The will of the cut connection may be answered as well; what counts is the first word of each connection.
    const firstWords = () => tap.told.flatMap((one, index) => (one.type === "CONNECT" ? tap.told.slice(index).filter(isPublish).slice(0, 1) : []));
    await vi.waitFor(() => expect(firstWords()).toHaveLength(2), { timeout: 5000 });
    const wills = tap.told.filter(isConnect).map(({ will }) => stateOf(will?.payload ?? "{}").timestamp);
    const births = firstWords().map(({ payload }) => stateOf(payload).timestamp);
    expect(firstWords().map(({ payload }) => stateOf(payload).online)).toEqual([true, true]);
    expect(births).toEqual(wills);
    expect(new Set(births).size).toBe(2);
  });

  it("first-word: a connection after one that broke begins with its own STATE: no request for a gap, and no STATE that was not acknowledged, is left of the one before", async () => {
    const { tap, stateTopic, said } = await host({ patience: { reorderMs: 300, rebirthMs: 60_000 } });
    const { client, name, birth, speed } = await edge();
    await birth();
    await speed(3, 9);
    await vi.waitFor(() => expect(said()).toHaveLength(1));
    await client.publishAsync(stateTopic, JSON.stringify({ online: false, timestamp: 1 }), { qos: 1, retain: true });
    // Its answer is on its way to the broker, and no acknowledgement can have come back.
    while (online(tap).length < 2) await turn();
    tap.cut();
    await vi.waitFor(() => expect(commands(tap)).toHaveLength(1), { timeout: 5000 });
    const again = tap.told.slice(tap.told.findLastIndex(isConnect));
    expect(again.slice(0, 3).map(({ type }) => type)).toEqual(["CONNECT", "SUBSCRIBE", "PUBLISH"]);
    const will = again.filter(isConnect).map((connect) => stateOf(connect.will?.payload ?? "{}").timestamp);
    const states = again.filter(isPublish).filter(({ topic }) => topic === stateTopic);
    expect([...new Set(states.map(({ payload }) => stateOf(payload).timestamp))]).toEqual(will);
    expect(said()).toEqual([`RULES/${name} Speed=5`, `RULES/${name} Speed=9`]);
  });

  it("died-unheard: a node that died while no host listened is asked for a birth, and offline with its devices when none comes; one that answers was never away", async () => {
    const { name } = await edge();
    const other = await edge();
    await other.client.subscribeAsync(`spBv1.0/RULES/NCMD/${other.name}`);
    other.client.once("message", () => void other.birth());
    const { nodes, losses, tap } = await host({
      patience: { reorderMs: 100, rebirthMs: 500 },
      alive: [
        { group: "RULES", node: name, bdSeq: 7, devices: ["D1"] },
        { group: "RULES", node: other.name, bdSeq: 1, devices: [] },
      ],
    });
    await vi.waitFor(() => expect(nodes()).toEqual([`${other.name} online`, `${name} offline`, `${name}/D1 offline`]));
    expect(losses().map(({ address }) => address)).toEqual([`RULES/${name}`, `RULES/${name}/D1`]);
    expect(commands(tap).map(({ topic }) => topic)).toEqual([`spBv1.0/RULES/NCMD/${name}`, `spBv1.0/RULES/NCMD/${other.name}`]);
  });

  it("died-away: while its own connection was broken nothing is known of any node; who is not born anew after it is asked, and offline when it does not answer", async () => {
    const { nodes, losses, tap, said } = await host({ patience: { reorderMs: 100, rebirthMs: 500 } });
    const [dead, alive] = [await edge(), await edge()];
    await dead.birth();
    await dead.deviceBirth(1);
    // Two connections of a broker have no order of their own.
    await vi.waitFor(() => expect(said()).toHaveLength(2));
    await alive.birth();
    await vi.waitFor(() => expect(said()).toHaveLength(3));
    await alive.client.subscribeAsync(`spBv1.0/RULES/NCMD/${alive.name}`);
    alive.client.once("message", () => void alive.birth());
    const before = Date.now();
    tap.cut();
    await dead.death(1);
    await vi.waitFor(() => expect(nodes().slice(3)).toEqual([`${alive.name} online`, `${dead.name} offline`, `${dead.name}/D1 offline`]), { timeout: 5000 });
    expect(commands(tap).map(({ topic }) => topic)).toEqual([dead, alive].map(({ name }) => `spBv1.0/RULES/NCMD/${name}`));
    const unheard = losses().slice(0, 3);
    expect(unheard.map(({ address }) => address)).toEqual([`RULES/${dead.name}`, `RULES/${dead.name}/D1`, `RULES/${alive.name}`]);
    for (const { atMs, message } of unheard) {
      expect(atMs).toBeGreaterThanOrEqual(before);
      expect(message.receivedAtMs - atMs).toBeGreaterThanOrEqual(500);
    }
  });
});
