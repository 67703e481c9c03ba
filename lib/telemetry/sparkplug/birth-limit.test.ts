import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bdSeqMetric, PATIENCE, told } from "@/lib/telemetry/testing/past-1";
import { siteAMessage } from "@/lib/telemetry/testing/site-a-message";
import { BIRTH_RATE, HeldRoom } from "./birth-limit";
import { DataType } from "./data-type";
import type { HostEffect } from "./effects";
import { DEFAULT_PATIENCE, SparkplugHost } from "./host";

const metric = (name: string, alias: number, value: number) => ({ name, alias, dataType: DataType.Double, declare: true, value });
const nbirth = (bdSeq: number, value: number, node = "PAST-1") =>
  siteAMessage(`NBIRTH/${node}`, { timestamp: 1000, seq: 0, metrics: [bdSeqMetric(bdSeq), metric("Speed", 1, value)] });
const ndeath = (bdSeq: number) => siteAMessage("NDEATH/PAST-1", { metrics: [bdSeqMetric(bdSeq)] });
const dbirth = (seq: number, device: string, value: number, alias = 10) =>
  siteAMessage(`DBIRTH/PAST-1/${device}`, { timestamp: 1000 + value, seq: seq % 256, metrics: [metric("Temp", alias, value)] });
const ddeath = (seq: number, device: string) => siteAMessage(`DDEATH/PAST-1/${device}`, { timestamp: 1000 + seq, seq: seq % 256, metrics: [] });

const births = (effects: readonly HostEffect[]): number => effects.filter(({ type }) => type === "born").length;
const passedOver = (effects: readonly HostEffect[]): number => effects.reduce((sum, effect) => sum + ("passedOver" in effect ? (effect.passedOver ?? 0) : 0), 0);

/** All that is told until nothing waits, beginning at an instant. */
function calm(host: SparkplugHost, nowMs: number): HostEffect[] {
  const effects: HostEffect[] = [];
  for (let at = nowMs; host.deadline !== null; at = Math.max(at, host.deadline)) effects.push(...host.tick(at));
  return effects;
}

describe("an edge node that is born again and again", () => {
  it("is told so often at once, then once in the time for it; the others are counted, and the newest is told when it is calm", () => {
    const host = new SparkplugHost(PATIENCE);
    const effects: HostEffect[] = [];
    const [seconds, rate] = [10, 160];
    for (let at = 0; at < seconds * rate; at += 1) {
      const nowMs = (at * 1000) / rate;
      effects.push(...host.receive(nbirth(at % 256, at), nowMs), ...host.tick(nowMs));
    }
    const most = BIRTH_RATE.burst + (seconds * 1000) / BIRTH_RATE.everyMs;
    expect(births(effects)).toBeGreaterThanOrEqual(most - 1);
    expect(births(effects)).toBeLessThanOrEqual(most);
    const last = calm(host, seconds * 1000);
    expect(told(last)).toEqual(["born  Speed", `SITE-A/PAST-1 Speed=${seconds * rate - 1}`]);
    expect(births(effects) + births(last) + passedOver([...effects, ...last])).toBe(seconds * rate);
  });

  it("keeps nobody waiting: what another node says, and its births, are told at once", () => {
    const host = new SparkplugHost(PATIENCE);
    for (let at = 0; at < 100; at += 1) host.receive(nbirth(at, at), 0);
    expect(told(host.receive(nbirth(1, 7, "WELL"), 0))).toEqual(["born  Speed", "SITE-A/WELL Speed=7"]);
  });

  it("is read all the same: what it says after a birth that waits has the names and types of that birth, and waits for nothing", () => {
    const host = new SparkplugHost(PATIENCE);
    for (let at = 0; at < 20; at += 1) host.receive(nbirth(at, at), 0);
    const swapped = siteAMessage("NBIRTH/PAST-1", { timestamp: 1000, seq: 0, metrics: [bdSeqMetric(21), metric("Level", 1, 3), metric("Speed", 2, 4)] });
    expect(told(host.receive(swapped, 0))).toEqual([]);
    const data = siteAMessage("NDATA/PAST-1", { timestamp: 2000, seq: 1, metrics: [{ alias: 1, dataType: DataType.Double, value: 50 }] });
    expect(told(host.receive(data, 0))).toEqual(["SITE-A/PAST-1 Level=50"]);
    expect(told(calm(host, 1))).toEqual(["born  Level,Speed", "SITE-A/PAST-1 Level=3,Speed=4"]);
  });

  it("that dies in between each time is told to be gone once, and in the end to be what it is", () => {
    for (const livesInTheEnd of [true, false]) {
      const host = new SparkplugHost(PATIENCE);
      const effects: HostEffect[] = [];
      for (let at = 0; at < 160; at += 1) effects.push(...host.receive(nbirth(at, at), at), ...host.receive(ndeath(at), at));
      if (livesInTheEnd) effects.push(...host.receive(nbirth(200, 200), 160));
      expect(births(effects)).toBe(BIRTH_RATE.burst);
      expect(effects.filter(({ type }) => type === "died")).toHaveLength(BIRTH_RATE.burst);
      const last = calm(host, 161);
      expect(told(last)).toEqual(livesInTheEnd ? ["born  Speed", "SITE-A/PAST-1 Speed=200"] : ["died  159"]);
      expect(births(effects) + births(last) + passedOver(last)).toBe(livesInTheEnd ? 161 : 160);
    }
  });

  it("a birth that waits ends with the death of its session: it is not told afterwards", () => {
    const host = new SparkplugHost(PATIENCE);
    for (let at = 0; at <= BIRTH_RATE.burst; at += 1) host.receive(nbirth(at, at), 0);
    // The last of them waits, and those before it were told.
    expect(told(host.receive(ndeath(BIRTH_RATE.burst), 1))).toEqual(["died  1"]);
    expect(host.deadline).toBeNull();
  });

  it("a device that comes and goes is limited by itself: its node, and what the other devices are, is told as ever", () => {
    const host = new SparkplugHost(PATIENCE);
    host.receive(nbirth(1, 1), 0);
    const effects: HostEffect[] = [];
    let seq = 1;
    for (let at = 0; at < 300; at += 1) effects.push(...host.receive(dbirth(seq++, "MAD", at), at), ...host.receive(ddeath(seq++, "MAD"), at));
    expect(births(effects)).toBe(BIRTH_RATE.burst);
    expect(told(host.receive(dbirth(seq, "WELL", 5, 20), 300))).toEqual(["born WELL Temp", "SITE-A/PAST-1/WELL Temp=5"]);
    expect(told(calm(host, 301))).toEqual([expect.stringMatching(/^died MAD /)]);
    expect(told(host.receive(dbirth(seq + 1, "MAD", 9), 60_000))).toEqual(["born MAD Temp", "SITE-A/PAST-1/MAD Temp=9"]);
  });

  it("is told all of its devices at connect, at our request and after some reconnections within seconds, as if there were no limit", () => {
    const host = new SparkplugHost(DEFAULT_PATIENCE);
    const DEVICES = 200;
    for (const [session, seconds] of [0, 2, 4, 5, 9, 20, 30].entries()) {
      const nowMs = seconds * 1000;
      expect(births(host.receive(nbirth(session, session), nowMs))).toBe(1);
      for (let device = 0; device < DEVICES; device += 1) expect(births(host.receive(dbirth(device + 1, `D${device}`, session, device + 100), nowMs))).toBe(1);
      expect(births(host.tick(nowMs))).toBe(0);
    }
    expect(passedOver(calm(host, 31_000))).toBe(0);
  });

  it("counts a birth of thousands of metrics as several: one of 5,000 is told twice at once, and then as often as we ask for it", () => {
    const host = new SparkplugHost(PATIENCE);
    const metrics = Array.from({ length: 5_000 }, (_, at) => metric(`m${at}`, at + 1, at));
    const large = (bdSeq: number) => siteAMessage("NBIRTH/PAST-1", { timestamp: 1000, seq: 0, metrics: [bdSeqMetric(bdSeq), ...metrics] });
    const toldAt = [0, 0, 0, DEFAULT_PATIENCE.rebirthMs - 1, DEFAULT_PATIENCE.rebirthMs, 2 * DEFAULT_PATIENCE.rebirthMs].map((nowMs, at) =>
      births([...host.tick(nowMs), ...host.receive(large(at), nowMs)]),
    );
    expect(toldAt).toEqual([1, 1, 0, 0, 1, 1]);
    // However large it is, it is told.
    const largest = new SparkplugHost(PATIENCE);
    const all = Array.from({ length: 15_000 }, (_, at) => metric(`m${at}`, at + 1, at));
    for (const bdSeq of [1, 2]) largest.receive(siteAMessage("NBIRTH/PAST-1", { timestamp: 1000, seq: 0, metrics: [bdSeqMetric(bdSeq), ...all] }), 0);
    expect(births(calm(largest, 1))).toBe(1);
  }, 30_000);

  it("of births that have no room to wait one is asked for when the node is calm, and none is lost", () => {
    const room = new HeldRoom(100, 100);
    const host = new SparkplugHost(PATIENCE, undefined, room);
    for (let at = 0; at < 50; at += 1) host.receive(nbirth(at, at), 0);
    const last = host.tick(BIRTH_RATE.everyMs);
    expect(told(last)).toEqual(["rebirth PAST-1"]);
    const answer = host.receive(nbirth(50, 50), 2 * BIRTH_RATE.everyMs);
    expect(told(answer)).toEqual(["born  Speed", "SITE-A/PAST-1 Speed=50"]);
    expect(BIRTH_RATE.burst + passedOver(answer)).toBe(50);
  });

  it("holds one birth of a node and no more, whatever it says, and gives the room back", () => {
    // Two of these births do not fit into it.
    const room = new HeldRoom(1000, 1000);
    const host = new SparkplugHost(PATIENCE, undefined, room);
    for (let at = 0; at < 500; at += 1) host.receive(nbirth(at % 256, at), 0);
    expect(told(host.tick(BIRTH_RATE.everyMs))).toEqual(["born  Speed", "SITE-A/PAST-1 Speed=499"]);
    expect(room.take(1000)).toBe(true);
  });

  it("is told what waits as soon as the host listens no longer, and at once when a clock is put back", () => {
    const host = new SparkplugHost(PATIENCE);
    for (let at = 0; at < 20; at += 1) host.receive(nbirth(at, at), 1_000_000);
    expect(told(host.leaves(1_000_001))).toEqual(["born  Speed", "SITE-A/PAST-1 Speed=19"]);
    for (let at = 20; at < 40; at += 1) host.receive(nbirth(at, at), 1_000_000);
    host.tick(0);
    expect(births(host.tick(BIRTH_RATE.everyMs * 2))).toBe(1);
  });

  it("is asked for a birth once in ten seconds, whatever it says before its birth", () => {
    const host = new SparkplugHost(DEFAULT_PATIENCE);
    const effects: HostEffect[] = [];
    for (let at = 0; at < 6_000; at += 1) {
      const nowMs = at * 10;
      effects.push(
        ...host.receive(siteAMessage("NDATA/PAST-1", { timestamp: nowMs, seq: at % 256, metrics: [{ alias: 1, dataType: DataType.Double, value: 1 }] }), nowMs),
        ...host.tick(nowMs),
      );
    }
    expect(effects.filter(({ type }) => type === "rebirth")).toHaveLength(6);
  });
});

/** What a node does, and how long after what it did before. */
const step = fc.record({
  what: fc.constantFrom("NBIRTH", "NBIRTH", "NDEATH", "DBIRTH", "DDEATH", "NDATA"),
  afterMs: fc.constantFrom(0, 0, 0, 1, 50, 50, 900, 3_000),
});

it("whatever a node does in whatever time: the limit holds, each birth is told or counted, what is no birth is told at once, and in the end it is told to be what it is", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150, size: "max" }), fc.integer({ min: 1, max: 4 }), (steps, bdSeqs) => {
      const host = new SparkplugHost(PATIENCE);
      /** What it was told to be last, by device, and what it is. */
      const state = new Map<string, string>();
      const actual = new Map<string, string>();
      const births: { device: string; atMs: number }[] = [];
      const effects: HostEffect[] = [];
      let [nowMs, seq, session, given, isAlive] = [0, 0, 0, 0, false];
      const take = (told: readonly HostEffect[]): void => {
        for (const effect of told) {
          if (effect.type === "born") births.push({ device: effect.device, atMs: nowMs });
          if (effect.type === "born" || effect.type === "died") state.set(effect.device, effect.type);
        }
        effects.push(...told);
      };
      for (const [at, { what, afterMs }] of steps.entries()) {
        for (const end = nowMs + afterMs; nowMs < end; nowMs = Math.min(end, nowMs + 100)) take(host.tick(nowMs));
        if (what === "NBIRTH") {
          session = (session + 1) % bdSeqs;
          seq = 0;
          isAlive = true;
          given += 1;
          actual.set("", "born");
          if (actual.get("D1") === "born") actual.set("D1", "died");
          take(host.receive(nbirth(session, at), nowMs));
        } else if (what === "NDEATH" && isAlive) {
          isAlive = false;
          for (const device of actual.keys()) actual.set(device, "died");
          take(host.receive(ndeath(session), nowMs));
        } else if (isAlive) {
          seq += 1;
          if (what === "DBIRTH") {
            given += 1;
            actual.set("D1", "born");
            take(host.receive(dbirth(seq, "D1", at), nowMs));
          } else if (what === "DDEATH") {
            actual.set("D1", "died");
            take(host.receive(ddeath(seq, "D1"), nowMs));
          } else {
            const data = siteAMessage("NDATA/PAST-1", { timestamp: 2000 + at, seq: seq % 256, metrics: [{ alias: 1, dataType: DataType.Double, value: at }] });
            const values = host.receive(data, nowMs);
            expect(told(values)).toContain(`SITE-A/PAST-1 Speed=${at}`);
            take(values);
          }
        }
      }
      for (; host.deadline !== null; nowMs = Math.max(nowMs, host.deadline ?? 0)) take(host.tick(nowMs));
      expect(state).toEqual(actual);
      expect(births.length + passedOver(effects)).toBe(given);
      for (const { device, atMs } of births) {
        const within = births.filter((one) => one.device === device && one.atMs >= atMs && one.atMs < atMs + 10_000).length;
        expect(within).toBeLessThanOrEqual(BIRTH_RATE.burst + 10_000 / BIRTH_RATE.everyMs);
      }
    }),
  );
});
