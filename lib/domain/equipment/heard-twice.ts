import { patternsMeet } from "./topic-pattern";

/** What a source listens to. */
export type Listening = { readonly kind: "PLAIN_JSON" | "SPARKPLUG" | "HTTP" | "OPC_UA"; readonly topicFilter: string };

/**
 * True when a broker would bring some message to both: each has a subscription of its own, and what has no time of its own would count twice. What comes over HTTP comes once, and
 * belongs to the most specific source.
 */
export function wouldHearTwice(one: Listening, other: Listening): boolean {
  return one.kind !== "HTTP" && other.kind !== "HTTP" && patternsMeet(one.topicFilter, other.topicFilter);
}
