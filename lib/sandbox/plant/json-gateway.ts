import { type Distortion, Link } from "./link";
import type { MachineModel, MachineState } from "./machine-model";

/** Publishes what a machine does. */
export type Gateway = {
  /** To be called after each step of plant time. */
  report(): void;
  /** Loses its connection without a word, as when a cable is pulled; it comes back by itself. */
  drop(): void;
  /** Leaves out some of its numbers. */
  skip(): void;
  /** Tells its process values as they were at an instant of the past. */
  recall(atMs: number): void;
  readonly link: Link;
  close(): Promise<void>;
};

/** A value that a gateway tells, with what its receiver knows it by. */
export type Said = { readonly kind: "STATE" | "COUNTER" | "PARAMETER"; readonly name: string; readonly value: string | number; readonly atMs: number; readonly seq: number };

/** Who keeps count of what is said, what happens to it on its way, and the number after which its own begin. */
export type GatewayWatch = { readonly distortion: Distortion | null; readonly numbersFrom: number; said(one: Said): void };

/** Numbers that a gateway leaves out where it skips some. */
export const SKIPPED = 3;

/** A gateway that speaks plain JSON (IN-10): state retained and on change, counters and process values every time. Its last will says UNKNOWN. */
export function jsonGateway(url: string, model: MachineModel, now: () => Date, watch?: GatewayWatch): Gateway {
  const { address, code } = model.machine;
  const stateTopic = `${address}/state`;
  const lost = JSON.stringify({ state: "UNKNOWN" });
  const link = new Link(
    url,
    { clientId: `plant-${model.machine.site}-${code}`, clean: true, will: { topic: stateTopic, payload: Buffer.from(lost), qos: 1, retain: true } },
    true,
    watch?.distortion,
  );
  let seq = watch?.numbersFrom ?? 0;
  let reported: MachineState | null = null;
  let counters = "";

  const send = (kind: string, payload: object, said: Pick<Said, "kind" | "name" | "value">, retain = false, at = now()): void => {
    seq += 1;
    watch?.said({ ...said, atMs: at.getTime(), seq });
    link.send(`${address}/${kind}`, JSON.stringify({ seq, ts: at.toISOString(), ...payload }), { qos: 1, retain });
  };
  const sendState = (state: MachineState): void =>
    send("state", { state: state.state, ...(state.reason === null ? {} : { reason: state.reason }) }, { kind: "STATE", name: "", value: state.state }, true);
  const sendValues = (at?: Date): void => {
    for (const { name, uom, value } of model.values()) send("param", { parameter: name, value, uom }, { kind: "PARAMETER", name, value }, false, at);
  };
  const sendCount = (counter: "GOOD" | "SCRAP", value: number): void => send("count", { counter, value }, { kind: "COUNTER", name: counter, value });

  link.client.on("connect", () => {
    link.catchUp();
    // The will may have been sent meanwhile: what is retained is put right.
    if (reported !== null) sendState(reported);
  });

  return {
    report() {
      const { state, good, scrap } = model;
      if (reported?.state !== state.state || reported.reason !== state.reason) {
        reported = state;
        sendState(state);
      }
      if (counters !== `${good} ${scrap}`) {
        counters = `${good} ${scrap}`;
        sendCount("GOOD", good);
        sendCount("SCRAP", scrap);
      }
      sendValues();
    },
    drop() {
      link.client.stream.end();
    },
    skip() {
      seq += SKIPPED;
    },
    recall: (atMs) => sendValues(new Date(atMs)),
    link,
    async close() {
      if (link.client.connected) await link.client.publishAsync(stateTopic, lost, { qos: 1, retain: true });
      await link.close();
    },
  };
}
