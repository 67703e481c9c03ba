import { type Gateway, type GatewayWatch, type Said, SKIPPED } from "./json-gateway";
import { Link } from "./link";
import type { MachineModel } from "./machine-model";
import { asksRebirth, type PlantMetric, writePayload } from "./sparkplug-payload";

const UINT32 = 7;
const UINT64 = 8;
const DOUBLE = 10;
const BOOLEAN = 11;
const STRING = 12;

/**
 * A machine whose controller is a Sparkplug B edge node: NBIRTH with names, aliases and types, then NDATA with aliases only for what changed,
 * NDEATH as last will, a rebirth when it is asked for one or a host comes online.
 */
export function sparkplugGateway(url: string, model: MachineModel, now: () => Date, watch?: GatewayWatch): Gateway {
  const { site, line } = model.machine;
  const topic = (kind: string): string => `spBv1.0/${site}/${kind}/${line}`;
  let bdSeq = 0;
  let seq = 0;
  let born = false;
  let last = new Map<string, string | number>();
  const death = (): Buffer => writePayload({ timestamp: now().getTime(), metrics: [{ name: "bdSeq", datatype: UINT64, longValue: bdSeq }] });
  const will = () => ({ topic: topic("NDEATH"), payload: death(), qos: 1 as const, retain: false });
  const link = new Link(url, { clientId: `plant-${site}-${line}`, clean: true, will: will() }, false, watch?.distortion);

  const send = (kind: string, metrics: readonly PlantMetric[], told: readonly PlantReading[], timestamp = now().getTime()): void => {
    for (const { kind: of, name, value } of told) watch?.said({ kind: of, name, value, atMs: timestamp, seq });
    link.send(topic(kind), writePayload({ timestamp, seq, metrics }), { qos: 0, retain: false });
    seq = (seq + 1) % 256;
  };
  const birth = (): void => {
    seq = 0;
    const told = readings(model);
    last = new Map(told.map(({ name, value }) => [name, value]));
    send(
      "NBIRTH",
      [
        { name: "bdSeq", datatype: UINT64, longValue: bdSeq },
        { name: "Node Control/Rebirth", datatype: BOOLEAN, booleanValue: false },
        ...told.map((reading, alias) => ({ name: reading.name, alias: alias + 1, datatype: reading.datatype, ...reading.metric })),
      ],
      told,
    );
    born = true;
  };

  link.client.on("connect", () => {
    link.client.subscribe([`spBv1.0/${site}/NCMD/${line}`, "spBv1.0/STATE/+"], { qos: 1 }, (error) => {
      if (error === null) birth();
    });
  });
  link.client.on("close", () => {
    born = false;
    bdSeq = (bdSeq + 1) % 256;
    link.client.options.will = will();
  });
  link.client.on("message", (name, payload, packet) => {
    const asked = name === topic("NCMD") ? asksRebirth(payload) : !packet.retain && payload.toString().includes('"online":true');
    if (asked) birth();
  });

  return {
    report() {
      // Before its birth a node says nothing; the birth tells what holds then.
      if (!born || !link.client.connected) return;
      const changed = readings(model).flatMap((reading, alias) => (last.get(reading.name) === reading.value ? [] : [{ reading, metric: { alias: alias + 1, ...reading.metric } }]));
      if (changed.length === 0) return;
      for (const { reading } of changed) last.set(reading.name, reading.value);
      send(
        "NDATA",
        changed.map(({ metric }) => metric),
        changed.map(({ reading }) => reading),
      );
    },
    drop() {
      link.client.stream.end();
    },
    skip() {
      seq = (seq + SKIPPED) % 256;
    },
    recall(atMs) {
      if (!born || !link.client.connected) return;
      const past = readings(model).flatMap((reading, alias) =>
        reading.kind === "PARAMETER" ? [{ reading, metric: { alias: alias + 1, isHistorical: true, ...reading.metric } }] : [],
      );
      send(
        "NDATA",
        past.map(({ metric }) => metric),
        past.map(({ reading }) => reading),
        atMs,
      );
    },
    link,
    async close() {
      if (link.client.connected) await link.client.publishAsync(topic("NDEATH"), death(), { qos: 1 });
      await link.close();
    },
  };
}

type PlantReading = Pick<Said, "kind"> & {
  readonly name: string;
  readonly value: string | number;
  readonly datatype: number;
  readonly metric: { intValue: number } | { doubleValue: number } | { stringValue: string };
};

function readings(model: MachineModel): PlantReading[] {
  const { state, good, scrap } = model;
  return [
    { kind: "STATE", name: "State", value: state.state, datatype: STRING, metric: { stringValue: state.state } },
    { kind: "COUNTER", name: "Good Count", value: good, datatype: UINT32, metric: { intValue: good } },
    { kind: "COUNTER", name: "Scrap Count", value: scrap, datatype: UINT32, metric: { intValue: scrap } },
    ...model.values().map(({ name, value }) => ({ kind: "PARAMETER" as const, name, value, datatype: DOUBLE, metric: { doubleValue: value } })),
  ];
}
