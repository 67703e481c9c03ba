import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "@/lib/erp/b2mml/testing/faults";
import { startFolderServer } from "@/lib/erp/b2mml/testing/folder-server";
import { startHttpServer } from "@/lib/erp/b2mml/testing/http-server";
import { busy, isa95Partner } from "@/lib/erp/b2mml/testing/isa95-partner";
import type { Meddling } from "@/lib/erp/http/testing/relay";
import { SITE } from "@/lib/integration/testing/channel-plant";
import { confirmationFact, factEnvelope, receiptFact } from "@/lib/messages/__fixtures__/facts";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { newId } from "@/lib/platform/ids";
import { draftOf, type Saying, type StormErp, type StormSize, times } from "./storm-erp";

const USER = "mes";
const PASSWORD = "right";

/** An ISA-95 partner over HTTP that speaks B2MML: it takes the documents of an order in sequence and refuses one that comes too early. */
export async function b2mmlStorm(size: StormSize): Promise<StormErp> {
  const { partner, late, ...told } = plannedPartner("xml", size);
  const server = await startHttpServer(partner, USER, PASSWORD);
  let closing = false;
  return {
    ...told,
    url: new URL(server.url).origin,
    secrets: { password: PASSWORD },
    settings: (url) => ({ transport: "http", form: "xml", url: `${url}/b2mml`, user: USER, site: SITE, timeoutSeconds: 1 }),
    troubles: [late, { name: "a period that is being closed", begin: () => void (closing = true), end: () => void (closing = false) }],
    meddle: () => (closing ? { kind: "answer", status: 503, headers: { "content-type": "application/xml" }, body: partner.textOf(busy()) } : null),
    stop: () => server.stop(),
  };
}

/** The same partner behind two folders that it watches. No proxy can stand before a folder: the partner itself is late, stops half-way and writes halves of files. */
export async function b2mmlFolderStorm(size: StormSize): Promise<StormErp> {
  const root = await mkdtemp(join(tmpdir(), "millrace-b2mml-"));
  const [outbox, inbox] = [join(root, "to-erp"), join(root, "from-erp")];
  await Promise.all([mkdir(outbox), mkdir(inbox)]);
  const { partner, late, ...told } = plannedPartner("json", size);
  const server = await startFolderServer(partner, outbox, inbox);
  let lasting: Fault | null = null;
  const lasts = (name: string, fault: Fault) => ({ name, begin: () => void (lasting = fault), end: () => void (lasting = null) });
  return {
    ...told,
    url: null,
    secrets: { password: "" },
    settings: () => ({ transport: "folder", form: "json", outbox, inbox, site: SITE, answerSeconds: 1 }),
    troubles: [late, lasts("a period that is being closed", "busy"), lasts("nobody looks into the folder", "refused")],
    befall: (meddle) => void (server.faults = () => lasting ?? faultOf(meddle({ method: "POST", path: "", body: "" }))),
    async stop() {
      await server.stop();
      await rm(root, { recursive: true });
    },
  };
}

/** A partner that has planned all orders but one, what it is told of each, and what it holds afterwards. */
function plannedPartner(form: "xml" | "json", { orders, rounds }: StormSize) {
  const partner = isa95Partner(form);
  partner.put("MaterialLot", "S-1", { ID: "S-1" });
  const numbers = times(orders, (index) => `PO-${5001 + index}`);
  const [unplanned = "", ...known] = numbers;
  for (const number of known) partner.order(number);

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
    partner,
    system: "b2mml",
    orders: numbers,
    story,
    share: () => 0.3,
    late: { name: "an order that it has not planned yet", refuses: true, begin: () => undefined, end: () => partner.order(unplanned) } as const,
    books: () => partner.postings().map(({ bodId }) => bodId),
    documentsOf: ({ id }: OutboundMessage) => [[id]],
    forgets: false,
  };
}

/** What of the misfortunes on the way to an address may befall a file. */
function faultOf(fate: Meddling): Fault | null {
  switch (fate.kind) {
    case "pass":
      return null;
    case "refuse":
    case "swallow":
      return "refused";
    case "cut":
    case "hang":
      return "lost";
    case "half":
      return "cut";
    case "slow":
    case "late":
      return "slow";
    case "answer":
      return fate.status === 500 ? "broken" : "busy";
  }
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
