import { busy, isa95Partner } from "@/lib/erp/b2mml/testing/isa95-partner";
import { startHttpServer } from "@/lib/erp/b2mml/testing/http-server";
import { confirmationFact, factEnvelope, receiptFact } from "@/lib/messages/__fixtures__/facts";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { SITE } from "@/lib/integration/testing/channel-plant";
import { newId } from "@/lib/platform/ids";
import { draftOf, type Saying, type StormErp, type StormSize, times } from "./storm-erp";

const USER = "mes";
const PASSWORD = "right";

/** An ISA-95 partner over HTTP that speaks B2MML: it takes the documents of an order in sequence and refuses one that comes too early. */
export async function b2mmlStorm({ orders, rounds }: StormSize): Promise<StormErp> {
  const partner = isa95Partner("xml");
  partner.put("MaterialLot", "S-1", { ID: "S-1" });
  const server = await startHttpServer(partner, USER, PASSWORD);
  const numbers = times(orders, (index) => `PO-${5001 + index}`);
  const [late = "", ...known] = numbers;
  for (const number of known) partner.order(number);
  let closing = false;

  function story(order: string): readonly Saying[] {
    // The outbox numbers what is said; the number in a draft counts for nothing.
    const fact = () => ({ id: newId(), site: SITE, subject: order, sequence: 1 });
    return times(rounds, (round): readonly Saying[] => {
      const wrong = confirmationFact(fact());
      const mistake = draftOf(wrong);
      return [
        draftOf(started(order)),
        draftOf(confirmationFact(fact())),
        mistake,
        { takesBack: mistake, draft: (id) => draftOf(reversed(order, { ...wrong, id })) },
        draftOf(receiptFact(fact(), `L-${order}-${round}`, "2")),
      ];
    }).flat();
  }

  return {
    system: "b2mml",
    url: new URL(server.url).origin,
    secrets: { password: PASSWORD },
    settings: (url) => ({ transport: "http", form: "xml", url: `${url}/b2mml`, user: USER, site: SITE, timeoutSeconds: 1 }),
    orders: numbers,
    story,
    share: () => 0.3,
    troubles: [
      { name: "an order that it has not planned yet", refuses: true, begin: () => undefined, end: () => partner.order(late) },
      { name: "a period that is being closed", begin: () => void (closing = true), end: () => void (closing = false) },
    ],
    meddle: () => (closing ? { kind: "answer", status: 503, headers: { "content-type": "application/xml" }, body: partner.textOf(busy()) } : null),
    books: () => partner.postings().map(({ bodId }) => bodId),
    documentsOf: ({ id }) => [[id]],
    forgets: false,
    stop: () => server.stop(),
  };
}

function started(order: string): OutboundMessage {
  const quantity = { uom: "EA", good: "0", scrap: "0", received: "0" };
  return {
    ...factEnvelope({ id: newId(), site: SITE, subject: order, sequence: 1 }),
    type: "mes.order.status.v1",
    data: { order, state: "IN_PROGRESS", reason: null, comment: null, quantity },
  };
}

function reversed(order: string, { id, type, data }: ReturnType<typeof confirmationFact>): OutboundMessage {
  return {
    ...factEnvelope({ id: newId(), site: SITE, subject: order, sequence: 1 }),
    type: "mes.entry.reversed.v1",
    data: { reversalId: `RV-${id}`, order, operation: data.operation, reason: "MISKEY", reversed: { id, type, data } },
  };
}
