import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeclaredRoom } from "./alias-table";
import { DataType } from "./data-type";
import type { MetricToWrite } from "./encode-payload";
import { SparkplugHost } from "./host";
import { bdSeqMetric, born, dbirth, ddata, nbirth, ndata, ndeath, PATIENCE, told } from "@/lib/telemetry/testing/past-1";
import { siteAMessage } from "@/lib/telemetry/testing/site-a-message";
import { saysOffline, encodeHostState } from "./host-state";

describe("SparkplugHost", () => {
  it("payloads-alias-data-cmd-requirement: reads alias-only data, signed by the type of the birth", () => {
    const host = born();
    expect(told(host.receive(ndata(2, -7), 0))).toEqual(["SITE-A/PAST-1 Speed=-7"]);
    expect(told(host.receive(ddata(3), 0))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=73"]);
  });

  it("payloads-sequence-num-incrementing: 255 is followed by 0", () => {
    const host = born();
    for (let seq = 2; seq < 256; seq += 1) host.receive(ddata(seq), 0);
    expect(told(host.receive(ddata(0, 74), 0))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=74"]);
    expect(host.deadline).toBeNull();
  });

  it("operational-behavior-host-reordering-start, -success: a missing message ends the wait when it comes", () => {
    const host = born();
    expect(told(host.receive(ddata(3, 3), 100))).toEqual([]);
    expect(host.deadline).toBe(2100);
    expect(told(host.receive(ddata(2, 2), 200))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=2", "SITE-A/PAST-1/PASTEURISER Temp=3"]);
    expect(host.deadline).toBeNull();
  });

  it("KP-04 a message that waits for its place and comes once more says nothing new; another one with its number ends the wait, and none is lost", () => {
    const host = born();
    expect(told(host.receive(ddata(3, 3), 100))).toEqual([]);
    expect(told(host.receive(ddata(3, 3), 110))).toEqual([]);
    expect(told(host.receive(ddata(3, 4), 120))).toEqual(["rebirth PAST-1", "SITE-A/PAST-1/PASTEURISER Temp=3", "SITE-A/PAST-1/PASTEURISER Temp=4"]);
    expect(told(host.receive(ddata(2, 2), 200))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=2"]);
  });

  it("operational-behavior-host-reordering-rebirth: where numbers come round while one is missing the host waits no longer, and every value is told once", () => {
    const host = born();
    const values = Array.from({ length: 600 }, (_, index) => index);
    // Number 2 is left out; all of it within the time that a missing message is waited for.
    const effects = values.flatMap((value) => told(host.receive({ ...ddata((value + 3) % 256, value), receivedAtMs: value }, value)));
    expect(effects.filter((one) => one.startsWith("rebirth"))).toEqual(["rebirth PAST-1"]);
    expect(effects.filter((one) => one.includes("Temp="))).toEqual(values.map((value) => `SITE-A/PAST-1/PASTEURISER Temp=${value}`));
  });

  it("operational-behavior-host-reordering-rebirth: on expiry a rebirth is asked for and nothing is lost", () => {
    const host = born();
    host.receive(ddata(3, 3), 100);
    host.receive(ddata(4, 4), 200);
    expect(host.tick(2099)).toEqual([]);
    expect(told(host.tick(2100))).toEqual(["rebirth PAST-1", "SITE-A/PAST-1/PASTEURISER Temp=3", "SITE-A/PAST-1/PASTEURISER Temp=4"]);
    expect(told(host.receive(ddata(2, 2), 2200))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=2"]);
    expect(told(host.receive(ddata(5, 5), 2300))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=5"]);
  });

  it("data before a birth asks for one rebirth, debounced, and is placed when the birth comes", () => {
    const host = new SparkplugHost(PATIENCE);
    expect(told(host.receive(ddata(2), 0))).toEqual(["rebirth PAST-1"]);
    expect(told(host.receive(ddata(3), 10))).toEqual([]);
    host.receive(dbirth(1), 20);
    expect(told(host.receive(nbirth(0), 30))).toEqual([
      "born  Speed",
      "SITE-A/PAST-1 Speed=5",
      "born PASTEURISER Temp",
      "SITE-A/PAST-1/PASTEURISER Temp=72.5",
      "SITE-A/PAST-1/PASTEURISER Temp=73",
      "SITE-A/PAST-1/PASTEURISER Temp=73",
    ]);
  });

  it("data whose birth never comes goes to quarantine, and a later message asks again", () => {
    const host = new SparkplugHost(PATIENCE);
    host.receive(ddata(2), 0);
    expect(told(host.tick(2000))).toEqual(["unreadable no birth of its edge node was received"]);
    expect(told(host.receive(ddata(3), 10_000))).toEqual(["rebirth PAST-1"]);
  });

  it("operational-behavior-edge-node-termination-host-action-ndeath: node and devices go stale at host time", () => {
    expect(told(born().receive(ndeath(1), 5000))).toEqual(["died  5000", "died PASTEURISER 5000"]);
  });

  it("payloads-ndeath-bdseq: a death of another session is ignored", () => {
    const host = born();
    expect(told(host.receive(ndeath(0), 5000))).toEqual([]);
    expect(told(host.receive(ddata(2), 5000))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=73"]);
  });

  it("a death that overtook the birth of its session ends it at once, a later session lives", () => {
    const host = new SparkplugHost(PATIENCE);
    expect(host.receive(ndeath(1), 0)).toEqual([]);
    expect(told(host.receive(nbirth(0, 1), 10)).at(-1)).toBe("died  10");
    expect(told(host.receive(nbirth(0, 2), 20))).toEqual(["born  Speed", "SITE-A/PAST-1 Speed=5"]);
  });

  it("operational-behavior-edge-node-termination-host-action-ddeath: that device only, at the payload's time", () => {
    const host = born();
    expect(told(host.receive(siteAMessage("DDEATH/PAST-1/PASTEURISER", { timestamp: 4321, seq: 2, metrics: [] }), 5000))).toEqual(["died PASTEURISER 4321"]);
    expect(told(host.receive(ndata(3, 1), 5000))).toEqual(["SITE-A/PAST-1 Speed=1"]);
  });

  it("payloads-nbirth-bdseq-repeat: a rebirth replaces the alias map, whether its seq restarts or goes on", () => {
    for (const seq of [0, 77]) {
      const host = born();
      expect(told(host.receive(nbirth(seq), 10))).toEqual(["born  Speed", "SITE-A/PAST-1 Speed=5"]);
      expect(told(host.receive(ddata(seq + 1), 20))).toEqual(["unreadable alias 10 was not declared", "rebirth PAST-1"]);
      expect(told(host.receive(dbirth(seq + 2), 20))).toEqual(["born PASTEURISER Temp", "SITE-A/PAST-1/PASTEURISER Temp=72.5"]);
      expect(host.tick(100_000)).toEqual([]);
    }
  });

  it("a device that is not born again after its node is gone since the birth of the node", () => {
    const host = born();
    host.receive(nbirth(0), 10);
    expect(host.tick(2009)).toEqual([]);
    expect(told(host.tick(2010))).toEqual(["died PASTEURISER 10"]);
    expect(host.deadline).toBeNull();
    host.receive(dbirth(1), 2020);
    host.receive(nbirth(0), 3000);
    expect(told(host.receive(ndeath(1), 3001))).toEqual(["died  3001", "died PASTEURISER 3001"]);
  });

  it("operational-behavior-host-reordering-start: a gap of more than half the circle is a gap, and what was given up may still come", () => {
    const host = born();
    expect(host.receive(ddata(140, 140), 100)).toEqual([]);
    expect(told(host.tick(2100))).toEqual(["rebirth PAST-1", "SITE-A/PAST-1/PASTEURISER Temp=140"]);
    expect(told(host.receive(ddata(141, 141), 2200))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=141"]);
    expect(told(host.receive(ddata(20, 20), 2300))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=20"]);
    expect(host.deadline).toBeNull();
    // Long after it was given up a number is no longer that message: the node lost its count.
    expect(host.receive(ddata(30, 30), 20_000)).toEqual([]);
    expect(host.deadline).toBe(22_000);
  });

  it("what was told and is told once more starts no wait, and moves no number", () => {
    const host = born();
    host.receive(ddata(2), 100);
    expect(told(host.receive(ddata(2), 110))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=73"]);
    expect(host.receive(dbirth(1), 120)).toHaveLength(0);
    expect(host.deadline).toBeNull();
    expect(told(host.receive(ddata(3, 74), 130))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=74"]);
  });

  it("a node that is heard for the first time is asked once: what it said before its birth is taken when its metrics are declared, and counts no further", () => {
    const host = new SparkplugHost(PATIENCE);
    const before = { timestamp: 900 };
    expect(told(host.receive(siteAMessage("NDATA/PAST-1", { ...before, seq: 57, metrics: [{ alias: 1, dataType: DataType.Int16, value: 4 }] }), 0))).toEqual(["rebirth PAST-1"]);
    host.receive(siteAMessage("DDATA/PAST-1/PASTEURISER", { ...before, seq: 58, metrics: [{ alias: 10, dataType: DataType.Double, value: 71 }] }), 5);
    host.receive(siteAMessage("DDATA/PAST-1/GONE", { ...before, seq: 59, metrics: [{ alias: 11, dataType: DataType.Double, value: 1 }] }), 6);
    expect(told(host.receive(nbirth(0), 20))).toEqual(["born  Speed", "SITE-A/PAST-1 Speed=5", "SITE-A/PAST-1 Speed=4"]);
    expect(told(host.receive(dbirth(1), 21))).toEqual(["born PASTEURISER Temp", "SITE-A/PAST-1/PASTEURISER Temp=72.5", "SITE-A/PAST-1/PASTEURISER Temp=71"]);
    expect(told(host.receive(ddata(2), 30))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=73"]);
    expect(told(host.tick(2020))).toEqual(["unreadable alias 11 was not declared"]);
    expect(host.tick(100_000)).toEqual([]);
  });

  it("a node whose numbers skip again and again is asked for a rebirth once in the time that is told, over its births as well", () => {
    const host = born();
    host.receive(ddata(3), 0);
    expect(told(host.tick(2000))[0]).toBe("rebirth PAST-1");
    host.receive(nbirth(0), 2100);
    host.receive(dbirth(1), 2101);
    host.receive(ddata(3, 74), 2200);
    expect(told(host.tick(4200))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=74"]);
    expect(host.deadline).toBe(12_000);
    expect(told(host.tick(12_000))).toEqual(["rebirth PAST-1"]);
    expect(host.deadline).toBeNull();
  });

  it("operational-behavior-edge-node-termination: who is not born after the host began to listen is asked for a birth, and dead with all its devices when none comes", () => {
    const [unheard, lively, reborn] = [born(), born(), born()];
    for (const host of [unheard, lively, reborn]) {
      expect(told(host.leaves(9_000))).toEqual([]);
      host.listens(10_000);
    }
    // Of its next number nobody knows whether it is of the same session, with the same aliases: it waits for the birth.
    expect(told(lively.receive(ddata(2), 10_500))).toEqual(["rebirth PAST-1"]);
    lively.receive(nbirth(0), 10_600);
    expect(told(lively.receive(dbirth(1), 10_600))).toEqual(["born PASTEURISER Temp", "SITE-A/PAST-1/PASTEURISER Temp=72.5", "SITE-A/PAST-1/PASTEURISER Temp=73"]);
    reborn.receive(nbirth(0), 11_000);
    reborn.receive(dbirth(1), 11_000);
    for (const host of [lively, reborn]) expect(host.deadline).toBeNull();
    expect(told(unheard.tick(11_999))).toEqual([]);
    expect(told(unheard.tick(12_000))).toEqual(["rebirth PAST-1"]);
    expect(told(unheard.tick(21_999))).toEqual([]);
    expect(told(unheard.tick(22_000))).toEqual(["died  22000", "died PASTEURISER 22000"]);
    expect(unheard.deadline).toBeNull();
    const remembering = new SparkplugHost(PATIENCE);
    remembering.remember([{ group: "SITE-A", node: "PAST-1", bdSeq: 1, devices: ["PASTEURISER"] }], null);
    remembering.listens(0);
    expect([...told(remembering.tick(2_000)), ...told(remembering.tick(12_000))]).toEqual(["rebirth PAST-1", "died  12000", "died PASTEURISER 12000"]);
  });

  it("takes what waits when it listens no longer, and says of whoever was alive that nobody hears it", () => {
    const host = born();
    host.receive(ndata(3, 9), 500);
    expect(told(host.unheard(20_000))).toEqual([]);
    expect(told(host.leaves(600))).toEqual(["SITE-A/PAST-1 Speed=9"]);
    expect(host.deadline).toBeNull();
    expect(told(host.unheard(10_599))).toEqual([]);
    expect(told(host.unheard(10_600))).toEqual(["unheard SITE-A/PAST-1 600", "unheard SITE-A/PAST-1/PASTEURISER 600"]);
    expect(told(host.unheard(20_000))).toEqual([]);
    expect(told(host.receive(ndeath(1), 21_000))).toEqual(["died  21000", "died PASTEURISER 21000"]);
    expect(told(host.unheard(42_000))).toEqual([]);
  });

  it("says of whoever is not born that nobody hears it since it was alive, although the host listens again and again for a moment; whoever is born each time was heard", () => {
    const dead = born();
    const [lively, remembering] = [born(), new SparkplugHost(PATIENCE)];
    remembering.remember([{ group: "SITE-A", node: "PAST-1", bdSeq: 1, devices: [] }], null);
    const heard: string[] = [];
    for (let at = 0; at < 60_000; at += 6_000) {
      for (const host of [dead, lively, remembering]) {
        heard.push(...told(host.unheard(at)).map((one) => `${at} ${["dead", "lively", "remembering"][[dead, lively, remembering].indexOf(host)] ?? ""} ${one}`));
        host.listens(at);
      }
      lively.receive(nbirth(0), at + 200);
      lively.receive(dbirth(1), at + 200);
      for (const host of [dead, lively, remembering])
        for (let ms = 0; ms < 5_000; ms += 100) expect(told(host.tick(at + ms)).filter((one) => !one.startsWith("rebirth"))).toEqual([]);
      for (const host of [dead, lively, remembering]) expect(told(host.leaves(at + 5_000))).toEqual([]);
    }
    expect(heard).toEqual(["18000 dead unheard SITE-A/PAST-1 5000", "18000 dead unheard SITE-A/PAST-1/PASTEURISER 5000", "18000 remembering unheard SITE-A/PAST-1 5000"]);
  });

  it("payloads-ndeath-bdseq: after a restart of the host the death of a node that was alive counts, of that session alone", () => {
    const restarted = () => {
      const host = new SparkplugHost(PATIENCE);
      host.remember([{ group: "SITE-A", node: "PAST-1", bdSeq: 1, devices: ["PASTEURISER"] }], null);
      return host;
    };
    expect(told(restarted().receive(ndeath(1), 5000))).toEqual(["died  5000", "died PASTEURISER 5000"]);
    const host = restarted();
    expect(host.receive(ndeath(0), 5000)).toEqual([]);
    // It is born again on being asked: whichever of its devices does not come with it is gone.
    expect(told(host.receive(ddata(7), 5100))).toEqual(["rebirth PAST-1"]);
    expect(told(host.receive(nbirth(0), 5200))).toEqual(["born  Speed", "SITE-A/PAST-1 Speed=5"]);
    expect(told(host.tick(7200))).toContain("died PASTEURISER 5200");
  });

  it("payloads-alias-uniqueness: an alias of 64 bits is told from its neighbour", () => {
    const host = new SparkplugHost(PATIENCE);
    const [one, other] = [2n ** 64n - 1n, 2n ** 64n - 2n];
    const metric = (alias: bigint, value: number, name?: string): MetricToWrite => ({
      ...(name === undefined ? {} : { name, declare: true }),
      alias,
      dataType: DataType.Int16,
      value,
    });
    host.receive(siteAMessage("NBIRTH/PAST-1", { timestamp: 1000, seq: 0, metrics: [bdSeqMetric(1), metric(one, 1, "One"), metric(other, 2, "Other")] }), 0);
    const heard = host.receive(siteAMessage("NDATA/PAST-1", { timestamp: 1100, seq: 1, metrics: [metric(other, 20), metric(one, 10)] }), 0);
    expect(told(heard)).toEqual(["SITE-A/PAST-1 Other=20,One=10"]);
  });

  it("payloads-alias-uniqueness: an alias that two devices doubled is each one's own again once their births say so, and that of a metric that a birth leaves out is nobody's", () => {
    const host = born();
    const birth = (seq: number, device: string, alias: number, name = `${device}-temp`) =>
      told(host.receive(siteAMessage(`DBIRTH/PAST-1/${device}`, { timestamp: 1000, seq, metrics: [{ name, alias, dataType: DataType.Double, declare: true, value: 1 }] }), 0));
    const data = (seq: number, device: string, alias: number) =>
      told(host.receive(siteAMessage(`DDATA/PAST-1/${device}`, { timestamp: 2000, seq, metrics: [{ alias, dataType: DataType.Double, value: 2 }] }), 0));
    birth(2, "A", 21);
    expect(birth(3, "B", 21)).toContain("unreadable alias 21 stands for more than one metric, A-temp and B-temp");
    expect(data(4, "A", 21)).toEqual(["unreadable alias 21 stands for more than one metric"]);
    birth(5, "B", 22);
    birth(6, "A", 21);
    expect(data(7, "A", 21)).toEqual(["SITE-A/PAST-1/A A-temp=2"]);
    expect(data(8, "B", 22)).toEqual(["SITE-A/PAST-1/B B-temp=2"]);
    expect(data(9, "B", 21)).toEqual(["unreadable alias 21 was not declared", "rebirth PAST-1"]);
    // Born once more with another metric under another alias: what the first birth said is over.
    birth(10, "A", 23, "Pressure");
    expect(data(11, "A", 23)).toEqual(["SITE-A/PAST-1/A Pressure=2"]);
    expect(data(12, "A", 21)).toEqual(["unreadable alias 21 was not declared"]);
    birth(13, "A", 21, "Level");
    expect(data(14, "A", 21)).toEqual(["SITE-A/PAST-1/A Level=2"]);
  });

  it("SEC-15 takes as many devices and metrics of a node, and of all, as it has room for: one that makes names up leaves the others theirs", () => {
    const host = new SparkplugHost(PATIENCE, new DeclaredRoom(10, 6));
    const device = (seq: number, name: string, metrics: number) =>
      siteAMessage(`DBIRTH/PAST-1/${name}`, {
        timestamp: 1000,
        seq,
        metrics: Array.from({ length: metrics }, (_, at) => ({ name: `${name}-${at}`, dataType: DataType.Int16, declare: true, value: at })),
      });
    const noRoom = "unreadable edge nodes declare more devices and metrics than are taken";
    host.receive(nbirth(0), 0);
    // The node itself, bdSeq and Speed are three.
    expect(told(host.receive(device(1, "A", 4), 0)).slice(0, 2)).toEqual(["born A A-0,A-1", noRoom]);
    expect(told(host.receive(device(2, "B", 1), 0))).toEqual([noRoom]);
    // A device that is born again gives its room back first, and so does a node.
    expect(told(host.receive(device(3, "A", 1), 0))).toEqual(["born A A-0", "SITE-A/PAST-1/A A-0=0"]);
    expect(told(host.receive(device(4, "B", 0), 0))).toEqual(["born B "]);
    const other = (node: string) => ({ ...nbirth(0), topic: `spBv1.0/SITE-A/NBIRTH/${node}` });
    expect(told(host.receive(other("PAST-2"), 0))).toEqual(["born  Speed", "SITE-A/PAST-2 Speed=5"]);
    expect(told(host.receive(other("PAST-3"), 0))).toEqual(["born  ", noRoom, "unreadable metric Speed was not declared"]);
    expect(told(host.receive({ ...ndata(1, 8), topic: "spBv1.0/SITE-A/NDATA/PAST-2" }, 0))).toEqual(["SITE-A/PAST-2 Speed=8"]);
    host.receive(nbirth(0), 0);
    expect(told(host.receive(other("PAST-3"), 0))).toEqual(["born  Speed", "SITE-A/PAST-3 Speed=5"]);
  });

  it("payloads-alias-birth-requirement: what no birth declared is asked for, once a minute whatever the births say; what a birth says of itself is not", () => {
    const host = new SparkplugHost(PATIENCE);
    const at = (one: ReturnType<typeof siteAMessage>, now: number) => told(host.receive({ ...one, receivedAtMs: now }, now));
    at(nbirth(0), 0);
    const missing = ["unreadable alias 10 was not declared"];
    expect(at(ddata(1), 10)).toEqual([...missing, "rebirth PAST-1"]);
    at(nbirth(0), 20);
    expect(at(ddata(1), 30)).toEqual(missing);
    expect(at(ddata(2), 60_009)).toEqual(missing);
    expect(at(ddata(3), 60_010)).toEqual([...missing, "rebirth PAST-1"]);
    const typeless = siteAMessage("NBIRTH/PAST-1", { timestamp: 1000, seq: 0, metrics: [bdSeqMetric(1), { name: "Odd", alias: 3, dataType: DataType.Int16, value: 1 }] });
    expect(at(typeless, 200_000)).toEqual(["born  ", "unreadable metric Odd was not declared"]);
  });

  it("marks historical values as past", () => {
    expect(told(born().receive(ddata(2, 1, { historical: true }), 0))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=1 (past)"]);
  });

  it("ends no message without an effect or a wait, whatever comes in whatever order", () => {
    const steps = fc.array(
      fc.tuple(fc.constantFrom("nbirth", "dbirth", "ddata", "ndata", "ndeath", "noise"), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1500 })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const host = new SparkplugHost(PATIENCE);
        let now = 0;
        let data = 0;
        let out = 0;
        for (const [kind, number, wait] of list) {
          now += wait;
          const seq = number % 256;
          const incoming = {
            nbirth: nbirth(seq),
            dbirth: dbirth(seq),
            // Each with a value of its own: the same message twice says one thing.
            ddata: ddata(seq, data),
            ndata: ndata(seq, data),
            ndeath: ndeath(number % 3),
            noise: { topic: "spBv1.0/SITE-A/NDATA/PAST-1", payload: Uint8Array.of(number % 256), receivedAtMs: 0 },
          }[kind];
          if (kind === "ddata" || kind === "ndata") data += 1;
          for (const effect of [...host.receive(incoming, now), ...host.tick(now)]) if (effect.type === "metrics" || effect.type === "unreadable") out += 1;
        }
        for (const effect of host.tick(now + 100_000)) if (effect.type === "metrics" || effect.type === "unreadable") out += 1;
        expect(host.deadline).toBeNull();
        expect(out).toBeGreaterThanOrEqual(data);
      }),
    );
  });
});

describe("host state", () => {
  it("message-flow-hid-sparkplug-state-message-delivered: only an own STATE that says online needs no answer", () => {
    expect(saysOffline(new TextEncoder().encode(encodeHostState(false, 1)))).toBe(true);
    expect(saysOffline(new TextEncoder().encode(encodeHostState(true, 1)))).toBe(false);
  });
});
