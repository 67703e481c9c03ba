import type { Gateway } from "./json-gateway";
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
export function sparkplugGateway(url: string, model: MachineModel, now: () => Date): Gateway {
  const { site, line } = model.machine;
  const topic = (kind: string): string => `spBv1.0/${site}/${kind}/${line}`;
  let bdSeq = 0;
  let seq = 0;
  let last = new Map<string, string | number>();
  const death = (): Buffer => writePayload({ timestamp: now().getTime(), metrics: [{ name: "bdSeq", datatype: UINT64, longValue: bdSeq }] });
  const will = () => ({ topic: topic("NDEATH"), payload: death(), qos: 1 as const, retain: false });
  const link = new Link(url, { clientId: `plant-${site}-${line}`, clean: true, will: will() }, false);

  const send = (kind: string, metrics: readonly PlantMetric[]): void => {
    link.send(topic(kind), writePayload({ timestamp: now().getTime(), seq, metrics }), { qos: 0, retain: false });
    seq = (seq + 1) % 256;
  };
  const birth = (): void => {
    seq = 0;
    last = new Map(readings(model).map(({ name, value }) => [name, value]));
    send("NBIRTH", [
      { name: "bdSeq", datatype: UINT64, longValue: bdSeq },
      { name: "Node Control/Rebirth", datatype: BOOLEAN, booleanValue: false },
      ...readings(model).map((reading, alias) => ({ name: reading.name, alias: alias + 1, datatype: reading.datatype, ...reading.metric })),
    ]);
  };

  link.client.on("connect", () => {
    link.client.subscribe([`spBv1.0/${site}/NCMD/${line}`, "spBv1.0/STATE/+"], { qos: 1 }, (error) => {
      if (error === null) birth();
    });
  });
  link.client.on("close", () => {
    bdSeq = (bdSeq + 1) % 256;
    link.client.options.will = will();
  });
  link.client.on("message", (name, payload, packet) => {
    const asked = name === topic("NCMD") ? asksRebirth(payload) : !packet.retain && payload.toString().includes('"online":true');
    if (asked) birth();
  });

  return {
    report() {
      const changed = readings(model).flatMap((reading, alias) => {
        if (last.get(reading.name) === reading.value) return [];
        last.set(reading.name, reading.value);
        return [{ alias: alias + 1, ...reading.metric }];
      });
      if (changed.length > 0 && link.client.connected) send("NDATA", changed);
    },
    async close() {
      if (link.client.connected) await link.client.publishAsync(topic("NDEATH"), death(), { qos: 1 });
      await link.close();
    },
  };
}

type PlantReading = {
  readonly name: string;
  readonly value: string | number;
  readonly datatype: number;
  readonly metric: { intValue: number } | { doubleValue: number } | { stringValue: string };
};

function readings(model: MachineModel): PlantReading[] {
  const { state, good, scrap } = model;
  return [
    { name: "State", value: state.state, datatype: STRING, metric: { stringValue: state.state } },
    { name: "Good Count", value: good, datatype: UINT32, metric: { intValue: good } },
    { name: "Scrap Count", value: scrap, datatype: UINT32, metric: { intValue: scrap } },
    ...model.values().map(({ name, value }) => ({ name, value, datatype: DOUBLE, metric: { doubleValue: value } })),
  ];
}
