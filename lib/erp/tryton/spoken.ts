import type { Json } from "@/lib/erp/port";
import type { OrderBooks, StockBooks } from "@/lib/erp/read-back";
import { inOurWords, inTheirWords, type Words } from "@/lib/erp/words";
import type { InboundMessage } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";
import type { OutboundMessage } from "@/lib/messages/outbound";

/** The words of a connection but for units: those are found by their symbol where records are mapped. */
function withoutUnits(words: Words): Words {
  return {
    ours: (kind, theirs) => (kind === "UOM" ? theirs : words.ours(kind, theirs)),
    theirs: (kind, ours) => (kind === "UOM" ? ours : words.theirs(kind, ours)),
  };
}

/** A message that was made of Tryton's records, in our words. */
export function inboundSpoken(message: InboundMessage, words: Words): InboundMessage {
  // What was parsed from JSON a moment ago is JSON.
  return readInbound(message.type, inOurWords(message.data as Json, withoutUnits(words)), message.source, message.time);
}

/** Books that were read of Tryton, in our words. */
export function booksSpoken<Books extends OrderBooks | StockBooks>(books: Books, words: Words): Books {
  // Translating replaces words and keeps every field.
  return inOurWords(books as unknown as Json, withoutUnits(words)) as unknown as Books;
}

/** A message of ours in the words of Tryton. */
export function outboundSpoken(message: OutboundMessage, words: Words): OutboundMessage {
  return inTheirWords(message, withoutUnits(words));
}
