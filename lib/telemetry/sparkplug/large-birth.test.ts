import { describe, expect, it } from "vitest";
import { DataType } from "./data-type";
import type { HostEffect } from "./effects";
import type { MetricToWrite } from "./encode-payload";
import { SparkplugHost } from "./host";
import { siteAMessage } from "@/lib/telemetry/testing/site-a-message";

const PATIENCE = { reorderMs: 2000, rebirthMs: 10_000 };
const BD_SEQ: MetricToWrite = { name: "bdSeq", dataType: DataType.Int64, declare: true, value: 1 };
const small = () => siteAMessage("NBIRTH/PAST-1", { timestamp: 1000, seq: 0, metrics: [BD_SEQ, { name: "Speed", alias: 1, dataType: DataType.Int16, declare: true, value: 5 }] });
const ndata = (seq: number, value: number) => siteAMessage("NDATA/PAST-1", { timestamp: 2000, seq, metrics: [{ alias: 1, dataType: DataType.Int16, value }] });

const told = (effects: readonly HostEffect[]): string[] =>
  effects.map((effect) => {
    switch (effect.type) {
      case "metrics":
        return effect.metrics.map(({ name, value }) => `${name}=${value}`).join();
      case "born":
      case "died":
      case "refused":
        return `${effect.type} ${effect.device}`;
      case "unreadable":
        return `unreadable ${effect.reason}`;
      case "rebirth":
      case "unheard":
        return effect.type;
    }
  });

function born(): SparkplugHost {
  const host = new SparkplugHost(PATIENCE);
  host.receive(small(), 0);
  return host;
}

describe("SEC-15 a birth is looked at up to 1 MB", () => {
  const large = (kind: string, seq: number, count: number, extra: MetricToWrite[] = []) =>
    siteAMessage(kind, {
      timestamp: 1000,
      seq,
      metrics: [
        ...extra,
        ...Array.from({ length: count }, (_, index) => ({
          name: `Area 1/Line 3/Valve ${index}/Opening`,
          alias: 100 + index,
          dataType: DataType.Double,
          declare: true,
          value: index,
        })),
      ],
    });
  const DATA = { alias: 105, dataType: DataType.Double, value: 7 };
  const unread = "unreadable its birth is too large to be read, and without it nobody knows what this means";
  const tooLarge = "unreadable payload larger than 1048576 bytes";

  it("takes one of thousands of metrics, and no other message of its size", () => {
    const host = new SparkplugHost(PATIENCE);
    const birth = large("NBIRTH/PAST-1", 0, 5000, [BD_SEQ]);
    expect(birth.payload.length).toBeGreaterThan(200_000);
    expect(host.receive(birth, 0).map(({ type }) => type)).toEqual(["born", "metrics"]);
    expect(told(host.receive(siteAMessage("NDATA/PAST-1", { timestamp: 2000, seq: 1, metrics: [DATA] }), 1))).toEqual(["Area 1/Line 3/Valve 5/Opening=7"]);
    expect(told(host.receive(large("NDATA/PAST-1", 2, 5000), 2))).toEqual(["unreadable payload larger than 65536 bytes"]);
  });

  it("says of a node whose birth is larger that it is not read, asks it no more, and takes the next that is not", () => {
    const host = born();
    expect(told(host.receive(large("NBIRTH/PAST-1", 0, 30_000, [BD_SEQ]), 100))).toEqual([tooLarge, "died ", "refused "]);
    const hour: string[] = [];
    for (let at = 1; at <= 3600; at += 1) hour.push(...told(host.receive(ndata(at % 256, at), at * 1000)), ...told(host.tick(at * 1000)));
    expect([hour.length, new Set(hour)]).toEqual([3600, new Set([unread])]);
    expect(told(host.receive(large("NBIRTH/PAST-1", 0, 30_000, [BD_SEQ]), 3_601_000))).toEqual([tooLarge]);
    expect(told(host.receive(small(), 3_602_000))).toEqual(["born ", "Speed=5"]);
    expect(told(host.receive(ndata(1, 6), 3_603_000))).toEqual(["Speed=6"]);
  }, 30_000);

  it("leaves the node as it is when that of one device is larger", () => {
    const host = born();
    expect(told(host.receive(large("DBIRTH/PAST-1/TANK", 1, 30_000), 100))).toEqual([tooLarge, "refused TANK"]);
    expect(told(host.receive(ndata(2, 6), 200))).toEqual(["Speed=6"]);
    expect(told(host.receive(siteAMessage("DDATA/PAST-1/TANK", { timestamp: 2000, seq: 3, metrics: [DATA] }), 300_000))).toEqual([unread]);
    expect(host.deadline).toBeNull();
  });
});
