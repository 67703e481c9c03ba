import { v5 } from "uuid";

/** Namespace of the keys that we derive; any fixed UUID does. */
const NAMESPACE = "3f1c9a52-6f0e-4a53-9c1d-0a6a4b7a2e11";
/** How often one key may be taken up anew: a cancelled document keeps its key for ever, and each replay that is refused half-way leaves one. */
const MOST = 16;

/** Key of a further document of a message: the same in every attempt. The first carries the message's own id. */
export function partKey(messageId: string, part: string): string {
  return v5(`${messageId}/${part}`, NAMESPACE);
}

/** Key of what several messages speak of: a stop, an exception. */
export function topicKey(kind: string, site: string, name: string): string {
  return v5(`${kind}/${site}/${name}`, NAMESPACE);
}

/** The key that takes over when a document with this one was cancelled. */
export function nextKey(key: string): string {
  return v5(`${key}/again`, NAMESPACE);
}

/** A key and its successors, in order. Of the documents that carry one of them at most one counts. */
export function chainOf(key: string): readonly string[] {
  const chain = [key];
  for (let last = key; chain.length < MOST; chain.push(last)) last = nextKey(last);
  return chain;
}
