import type { MqttClient } from "mqtt";
import { BrokerRefusal } from "./broker-problem";

/** A broker that is asked to subscribe answers within milliseconds, or not at all. */
const ANSWER_MS = 10_000;
/** Its silence is looked at so often in this time: it is not taken for what happened while this process stood still. */
const LOOKS = 4;

export type Subscription = {
  readonly filters: readonly string[];
  /** MQTT 5: the session may be subscribed already, and what the broker retains is wanted once alone. */
  readonly continues?: boolean;
  /** How long the broker may take to answer, in ms. */
  readonly answerMs?: number | undefined;
  /** True while we read nothing ourselves: its answer may stand behind what it brings. */
  readonly holds?: () => boolean;
  readonly done: () => void;
  /** The broker refuses, or does not answer: the connection is of no use. */
  readonly failed: (fault: Error) => void;
};

/** Subscribes on the connection that stands. When that is lost before the broker has answered nothing is told: who connects again asks again. */
export function subscribe(client: MqttClient, { filters, continues = false, answerMs = ANSWER_MS, holds = () => false, done, failed }: Subscription): void {
  const detail = filters.join(", ");
  let over = false;
  const end = (): boolean => {
    clearInterval(looking);
    client.removeListener("close", end);
    const first = !over;
    over = true;
    return first;
  };
  let silent = 0;
  const looking = setInterval(() => {
    silent = holds() ? 0 : silent + 1;
    if (silent >= LOOKS && end()) failed(new BrokerRefusal({ code: "NO_ANSWER", detail }));
  }, answerMs / LOOKS);
  client.once("close", end);
  client.subscribe([...filters], { qos: 1, rh: continues ? 1 : 0 }, (error, granted) => {
    if (!end() || (error !== null && !client.connected)) return;
    const refused = (granted ?? []).filter(({ qos }) => qos >= 128).map(({ topic }) => topic);
    // The answer of the broker, where it was one.
    if (error !== null && "packet" in error && error.packet !== undefined) failed(new BrokerRefusal({ code: "REFUSES_TOPICS", detail }));
    else if (error !== null) failed(error);
    else if (refused.length > 0) failed(new BrokerRefusal({ code: "REFUSES_TOPICS", detail: refused.join(", ") }));
    else done();
  });
}
