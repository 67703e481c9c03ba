import type { Topic } from "./topics";

export type LiveEvent =
  | { readonly type: "changed"; readonly topics: readonly Topic[] }
  /** The connection to the database was away: anything may have changed. */
  | { readonly type: "resync" }
  /** The database stopped or started answering. */
  | { readonly type: "source"; readonly up: boolean }
  /** The process ends: streams close, so that their browsers go to another one. */
  | { readonly type: "closing" };

export type Subscriber = (event: LiveEvent) => void;

/** Hands what one LISTEN connection hears to all streams of the process. */
export type FanOut = {
  /** Returns the way out. */
  subscribe(subscriber: Subscriber): () => void;
  publish(event: LiveEvent): void;
  /** False while the database does not answer: screens then say so. */
  sourceUp(): boolean;
  size(): number;
};

/** A fan-out without subscribers. A subscriber that throws loses its place; the others do not notice. */
export function createFanOut(): FanOut {
  const subscribers = new Set<Subscriber>();
  let up = false;
  return {
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    publish(event) {
      if (event.type === "source") up = event.up;
      for (const subscriber of subscribers) {
        try {
          subscriber(event);
        } catch {
          // Its stream is closed already; whoever reads it reconnects.
          subscribers.delete(subscriber);
        }
      }
    },
    sourceUp: () => up,
    size: () => subscribers.size,
  };
}
