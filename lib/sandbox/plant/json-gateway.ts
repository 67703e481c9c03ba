import { Link } from "./link";
import type { MachineModel, MachineState } from "./machine-model";

/** Publishes what a machine does. */
export type Gateway = {
  /** To be called after each step of plant time. */
  report(): void;
  close(): Promise<void>;
};

/** A gateway that speaks plain JSON (IN-10): state retained and on change, counters and process values every time. Its last will says UNKNOWN. */
export function jsonGateway(url: string, model: MachineModel, now: () => Date): Gateway {
  const { address, code } = model.machine;
  const stateTopic = `${address}/state`;
  const lost = JSON.stringify({ state: "UNKNOWN" });
  const link = new Link(url, { clientId: `plant-${model.machine.site}-${code}`, clean: true, will: { topic: stateTopic, payload: Buffer.from(lost), qos: 1, retain: true } }, true);
  let seq = 0;
  let reported: MachineState | null = null;
  let counters = "";

  const send = (kind: string, payload: object, retain = false): void => {
    seq += 1;
    link.send(`${address}/${kind}`, JSON.stringify({ seq, ts: now().toISOString(), ...payload }), { qos: 1, retain });
  };
  const sendState = (state: MachineState): void => send("state", { state: state.state, ...(state.reason === null ? {} : { reason: state.reason }) }, true);

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
        send("count", { counter: "GOOD", value: good });
        send("count", { counter: "SCRAP", value: scrap });
      }
      for (const { name, uom, value } of model.values()) send("param", { parameter: name, value, uom });
    },
    async close() {
      if (link.client.connected) await link.client.publishAsync(stateTopic, lost, { qos: 1, retain: true });
      await link.close();
    },
  };
}
