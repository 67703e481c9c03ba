import { expect, it } from "vitest";
import { DataType } from "./data-type";
import { SparkplugHost } from "./host";
import { born, dbirth, ddata, nbirth, ndata, ndeath, PATIENCE, told } from "@/lib/telemetry/testing/past-1";
import { siteAMessage } from "@/lib/telemetry/testing/site-a-message";

it("operational-behavior-edge-node-termination-host-action-ndeath: what waits behind a gap when the node dies is told, for it was said before", () => {
  const host = born();
  host.receive(ndata(3, 9), 100);
  expect(told(host.receive(ndeath(1), 200))).toEqual(["SITE-A/PAST-1 Speed=9", "died  200", "died PASTEURISER 200"]);
  expect(host.deadline).toBeNull();
});

it("operational-behavior-host-reordering-start: what still waits when a missing message has come waits from then on", () => {
  const host = born();
  host.receive(ddata(3, 3), 100);
  host.receive(ddata(5, 5), 150);
  expect(told(host.receive(ddata(2, 2), 1500))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=2", "SITE-A/PAST-1/PASTEURISER Temp=3"]);
  expect(host.deadline).toBe(3500);
  expect(host.tick(3499)).toEqual([]);
  expect(told(host.tick(3500))).toEqual(["rebirth PAST-1", "SITE-A/PAST-1/PASTEURISER Temp=5"]);
});

it("payloads-nbirth-bdseq-repeat: a birth begins the numbers anew, those that were given up and those that were told before", () => {
  const host = born();
  host.receive(ddata(3, 3), 100);
  expect(told(host.tick(2100))).toEqual(["rebirth PAST-1", "SITE-A/PAST-1/PASTEURISER Temp=3"]);
  host.receive(nbirth(0), 2200);
  // Number 2 was given up, number 3 told at the same time of its own: of this session neither has come.
  expect(told(host.receive(ndata(2, 8), 2210))).toEqual([]);
  expect(told(host.receive(ddata(3, 4), 2220))).toEqual([]);
  expect(told(host.receive(dbirth(1), 2230)).slice(-2)).toEqual(["SITE-A/PAST-1 Speed=8", "SITE-A/PAST-1/PASTEURISER Temp=4"]);
  expect(host.deadline).toBeNull();
});

it("payloads-nbirth-bdseq-repeat: what a node says once more of what it said before its birth has none of the numbers that begin there, and says nothing new", () => {
  const host = born();
  const old = Array.from({ length: 300 }, (_, index) => ({ ...ddata((index + 2) % 256, index), receivedAtMs: index }));
  for (const one of old) host.receive(one, 100);
  host.receive(nbirth(0), 200);
  host.receive(dbirth(1), 200);
  expect(old.flatMap((one) => told(host.receive(one, 210)))).toEqual([]);
  expect(told(host.receive(ddata(2, 1000), 220))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=1000"]);
  expect(told(host.receive(ddata(3, 1001), 230))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=1001"]);
  expect(host.deadline).toBeNull();
});

it("what waits and is said once more came when it came first", () => {
  const host = born();
  host.receive({ ...ddata(3, 3), receivedAtMs: 100 }, 100);
  host.receive({ ...ddata(3, 3), receivedAtMs: 900 }, 900);
  expect(host.tick(2100).flatMap((effect) => (effect.type === "metrics" ? [effect.message.receivedAtMs] : []))).toEqual([100]);
});

it("what could not be understood is when it is said once more and its metric is declared by then", () => {
  const host = new SparkplugHost(PATIENCE);
  host.receive(nbirth(0), 0);
  expect(told(host.receive(ddata(1), 10))[0]).toBe("unreadable alias 10 was not declared");
  host.receive(ndata(2, 4), 20);
  host.receive(ddata(3, 1), 30);
  host.receive(nbirth(0), 40);
  host.receive(dbirth(1), 50);
  host.receive(ndata(2, 6), 60);
  expect([...told(host.receive(ddata(1), 70)), ...told(host.tick(2070))]).toContain("SITE-A/PAST-1/PASTEURISER Temp=73");
});

it("asks a node that was asked before the host was away again: the answer may be lost", () => {
  const host = born();
  host.receive(ddata(3), 0);
  expect(told(host.tick(2000))[0]).toBe("rebirth PAST-1");
  host.leaves(3000);
  host.listens(4000);
  expect(told(host.tick(6000))).toEqual(["rebirth PAST-1"]);
});

it("a device that its node had not brought back when the host left is there as far as is known, and unheard or dead with it", () => {
  const left = () => {
    const host = born();
    host.receive(nbirth(0), 1000);
    expect(told(host.leaves(1500))).toEqual([]);
    expect(host.deadline).toBeNull();
    return host;
  };
  expect(told(left().unheard(11_500))).toEqual(["unheard SITE-A/PAST-1 1500", "unheard SITE-A/PAST-1/PASTEURISER 1500"]);
  const back = left();
  back.listens(20_000);
  expect([...told(back.tick(22_000)), ...told(back.tick(32_000))]).toEqual(["rebirth PAST-1", "died  32000", "died PASTEURISER 32000"]);
});

it("payloads-alias-birth-requirement: what is missing while a birth was just asked for asks for no other one", () => {
  const host = born();
  host.receive(ndata(3, 9), 0);
  expect(told(host.tick(2000))[0]).toBe("rebirth PAST-1");
  const unknown = { ...ddata(4), topic: "spBv1.0/SITE-A/DDATA/PAST-1/OTHER" };
  expect(told(host.receive(unknown, 2100))).toEqual(["unreadable alias 10 was not declared"]);
  expect(host.deadline).toBeNull();
});

it.each([
  ["ends it", PATIENCE.reorderMs, ["born  Speed", "SITE-A/PAST-1 Speed=5", "died  2000"]],
  ["is of an earlier one when it came longer before", PATIENCE.reorderMs + 1, ["born  Speed", "SITE-A/PAST-1 Speed=5"]],
])("payloads-ndeath-bdseq: a death that overtook the birth of its session %s", (_, bornAt, expected) => {
  const host = new SparkplugHost(PATIENCE);
  host.receive(ndeath(1), 0);
  expect(told(host.receive(nbirth(0), bornAt))).toEqual(expected);
});

it("the birth of a device that overtook the one of its node asks for none: that is on its way", () => {
  const host = new SparkplugHost(PATIENCE);
  expect(told(host.receive(dbirth(1), 0))).toEqual([]);
  expect(told(host.receive(nbirth(0), 100))).toEqual(["born  Speed", "SITE-A/PAST-1 Speed=5", "born PASTEURISER Temp", "SITE-A/PAST-1/PASTEURISER Temp=72.5"]);
  const alone = new SparkplugHost(PATIENCE);
  alone.receive(dbirth(1), 0);
  expect(told(alone.tick(2000))).toEqual(["rebirth PAST-1", "unreadable no birth of its edge node was received"]);
});

it.each([
  ["one with a bdSeq", ndeath(7)],
  ["one without", siteAMessage("NDEATH/PAST-1", { metrics: [] })],
])("topics-nbirth-bdseq-included: a birth without bdSeq is named, and any death ends it: %s", (_, death) => {
  const host = new SparkplugHost(PATIENCE);
  const metrics = [{ name: "Speed", alias: 1, dataType: DataType.Int16, declare: true, value: 5 }];
  expect(told(host.receive(siteAMessage("NBIRTH/PAST-1", { timestamp: 1000, seq: 0, metrics }), 0))).toEqual([
    "born  Speed",
    "unreadable NBIRTH without a number bdSeq: any NDEATH of its edge node ends it, that of an older session as well",
    "SITE-A/PAST-1 Speed=5",
  ]);
  host.receive(dbirth(1), 0);
  expect(told(host.receive(death, 5000))).toEqual(["died  5000", "died PASTEURISER 5000"]);
});

it("payloads-ndeath-bdseq: a death without bdSeq ends no session that has one", () => {
  const host = born();
  expect(told(host.receive(siteAMessage("NDEATH/PAST-1", { metrics: [] }), 5000))).toEqual(["unreadable NDEATH without bdSeq"]);
  expect(told(host.receive(ddata(2), 5000))).toEqual(["SITE-A/PAST-1/PASTEURISER Temp=73"]);
});
