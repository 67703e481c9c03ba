import { connectAsync } from "mqtt";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { testBroker } from "@/lib/processes/testing/broker";
import type { TelemetryBatch } from "@/lib/telemetry/batch";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import type { HostPatience } from "@/lib/telemetry/sparkplug/effects";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import type { KnownNode } from "@/lib/telemetry/sparkplug/host";
import { openSparkplugConnection } from "@/lib/telemetry/sparkplug-connection";
import { mosquittoPath, startMosquitto } from "./mosquitto";
import { tapWire, type Told, type WireTap } from "./wire-tap";

type Broker = { readonly url: string; stop(): Promise<void> };

/** The brokers over which the rules are tried: what it is, its version of MQTT, and how it is started. */
export const brokers: [string, 4 | 5, () => Promise<Broker>][] = [["MQTT 3.1.1, the embedded broker", 4, testBroker]];
if (mosquittoPath !== null) {
  const path = mosquittoPath;
  brokers.push(["MQTT 5, mosquitto", 5, () => startMosquitto(path)]);
}

/** Patience of tests that wait for no gap to be over: longer than any of them runs. */
const PATIENT: HostPatience = { reorderMs: 60_000, rebirthMs: 60_000 };

type State = { online: boolean; timestamp: number };
type Publish = Extract<Told, { type: "PUBLISH" }>;
type Connect = Extract<Told, { type: "CONNECT" }>;

/** What is to be closed when a test is over, the last first. */
type Opened = { close(): Promise<unknown> }[];

type HostOptions = { patience?: HostPatience; url?: string; alive?: readonly KnownNode[] };

/** A broker for the tests of a suite, on which each opens hosts and edge nodes that end with it. */
export function hostsOn(start: () => Promise<Broker>, version: 4 | 5) {
  let broker: Broker;
  const open: Opened = [];
  beforeAll(async () => {
    broker = await start();
  });
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  afterAll(() => broker.stop());
  return {
    open,
    host: (options: HostOptions = {}) => tappedHost(open, { url: broker.url, version, ...options }),
    edge: (at = broker.url) => edgeNode(open, at),
  };
}

/** The payload of a STATE message. */
export const stateOf = (payload: Buffer | string): State => JSON.parse(payload.toString()) as State;
export const isPublish = (one: Told): one is Publish => one.type === "PUBLISH";
export const isConnect = (one: Told): one is Connect => one.type === "CONNECT";
export const bdSeq = (value: number): MetricToWrite => ({ name: "bdSeq", dataType: DataType.UInt64, declare: true, value });

/** The STATE messages of a host that say online. */
export function online(tap: WireTap): Publish[] {
  return tap.told.filter(isPublish).filter(({ topic, payload }) => topic.includes("/STATE/") && stateOf(payload).online);
}

/** What a host commanded nodes and devices. */
export function commands(tap: WireTap): Publish[] {
  return tap.told.filter(isPublish).filter(({ topic }) => /\/[ND]CMD\//.test(topic));
}

/** A host whose wire is tapped, and what it wrote. */
async function tappedHost(open: Opened, { url, version, ...options }: { url: string; version: 4 | 5 } & HostOptions) {
  // Of its own: the broker keeps what the host of an earlier test said last.
  const hostId = `millrace-${Math.random().toString(36).slice(2)}`;
  const stateTopic = `spBv1.0/STATE/${hostId}`;
  const tap = await tapWire(url);
  open.push(tap);
  const batches: TelemetryBatch[] = [];
  const faults: Error[] = [];
  const connection = await openSparkplugConnection({
    url: tap.url,
    version,
    clientId: `rules-${Math.random().toString(36).slice(2)}`,
    filters: ["spBv1.0/RULES/#"],
    hostId,
    clock: { now: () => new Date() },
    log: pino({ level: "silent" }),
    patience: options.patience ?? PATIENT,
    aliveNodes: () => Promise.resolve(options.alive ?? []),
    limits: { maxItems: 100, maxDelayMs: 1, maxWaiting: 1000 },
    onFault: (error) => void faults.push(error),
    write: (batch) => Promise.resolve(void batches.push(batch)),
  });
  open.push(connection);
  await vi.waitFor(() => expect(online(tap)).toHaveLength(1), { timeout: 5000 });
  const said = () => batches.flatMap(({ metrics }) => metrics.map(({ address, name, value }) => `${address} ${name}=${String(value)}`));
  const nodes = () => batches.flatMap((batch) => batch.nodes.map(({ node, device, online: is }) => `${node}${device === "" ? "" : `/${device}`} ${is ? "online" : "offline"}`));
  const losses = () => batches.flatMap((batch) => batch.losses);
  const reasons = () => batches.flatMap(({ quarantined }) => quarantined.map(({ reason }) => reason));
  return { tap, stateTopic, connection, said, nodes, losses, reasons, faults };
}

/** An edge node of a name of its own, which says what it is told to. */
async function edgeNode(open: Opened, url: string) {
  const client = await connectAsync(url);
  open.push({ close: () => client.endAsync() });
  const name = `E${Math.random().toString(36).slice(2)}`;
  let at = Date.now() - 10_000;
  const send = (kind: string, payload: { seq?: number; metrics: MetricToWrite[]; timestamp?: number }, device = "") =>
    client.publishAsync(`spBv1.0/RULES/${kind}/${name}${device === "" ? "" : `/${device}`}`, Buffer.from(encodePayload({ timestamp: (at += 10), ...payload })), { qos: 0 });
  return {
    client,
    name,
    send,
    birth: (seq = 0, session = 1) => send("NBIRTH", { seq, metrics: [bdSeq(session), { name: "Speed", alias: 1, dataType: DataType.Int16, declare: true, value: 5 }] }),
    deviceBirth: (seq: number, device = "D1") => send("DBIRTH", { seq, metrics: [{ name: "Temp", alias: 10, dataType: DataType.Double, declare: true, value: 70 }] }, device),
    speed: (seq: number, value: number) => send("NDATA", { seq, metrics: [{ alias: 1, dataType: DataType.Int16, value }] }),
    death: (session: number) => send("NDEATH", { metrics: [bdSeq(session)] }),
  };
}
