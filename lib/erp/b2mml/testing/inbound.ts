import { expect } from "vitest";
import { read } from "@/lib/erp/b2mml/forms";
import { fromDocument, type Inbound } from "@/lib/erp/b2mml/from-document";
import { B2mmlSettings, DELIVERED_WORDS } from "@/lib/erp/b2mml/settings";
import { wordsOf } from "@/lib/erp/words";
import { InboundMessage } from "@/lib/messages/inbound";

const settings = B2mmlSettings.parse({ url: "http://erp.invalid/b2mml", site: "SITE-A", plant: "1010", issueMode: "BACKFLUSH" });
const words = wordsOf([{ kind: "WORK_CENTRE", ours: "MILL", theirs: "MILL-01" }], DELIVERED_WORDS);
export const inbound = (text: string): Inbound => fromDocument(read(text), { settings, words });

/** A document in the JSON form with one noun, or several. */
export const json = (root: string, noun: string, content: unknown, verb: unknown = {}): string =>
  JSON.stringify({
    [root]: { "@releaseID": "7.0.1", ApplicationArea: { CreationDateTime: "2026-03-16T05:20:01Z" }, DataArea: { [/^[A-Z][a-z]+/.exec(root)?.[0] ?? ""]: verb, [noun]: content } },
  });
export const value = (ValueString: string, UnitOfMeasure?: string, Key?: string) => ({ ValueString, UnitOfMeasure, Key });
export const property = (ID: string, ...Value: ReturnType<typeof value>[]) => ({ ID, Value });
export const pieces = (QuantityString: string, UnitOfMeasure = "PCE") => [{ QuantityString, UnitOfMeasure }];

/** The messages of a document of which everything can be read. */
export function messagesOf(text: string): readonly InboundMessage[] {
  const result = inbound(text);
  if (result.kind !== "objects") throw new Error(JSON.stringify(result));
  expect(result.read.unreadable).toEqual([]);
  for (const message of result.read.messages) expect(InboundMessage.parse(message)).toEqual(message);
  return result.read.messages;
}

/** Why the one object of a document cannot be read. */
export function reasonOf(text: string): string {
  const result = inbound(text);
  if (result.kind === "other") return result.reason;
  if (result.kind !== "objects") throw new Error("it is an answer");
  expect(result.read.messages).toEqual([]);
  return result.read.unreadable.map((one) => one.reason).join();
}
