import { chainOf, partKey } from "@/lib/erp/erpnext/keys";
import { openFactory } from "@/lib/erp/erpnext/testing/factory";
import { castings, confirmation, issue, qualityRecorded, receipt, reversal } from "@/lib/erp/erpnext/testing/messages";
import { num, text } from "@/lib/erp/erpnext/testing/store";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { draftOf, type Saying, type StormErp, type StormSize, times } from "./storm-erp";

const SUBMITTED = 1;
/** Good pieces of a round; ERPNext receives no more than its operations have completed. */
const GOOD = "4";
const SEALS = { item: "SEAL-02", lot: "S000981", qty: "8", uom: "EA", mode: "BACKFLUSH" } as const;

/** ERPNext as its protocol server plays it, with a job card per confirmation: cards, stock entries, inspections, and what is taken back. */
export async function erpnextStorm({ orders, rounds }: StormSize): Promise<StormErp> {
  const factory = await openFactory({ operationsCheck: true });
  const { store, settings } = factory.site;
  const names = times(orders, () => factory.createOrder(1000));

  function story(order: string): readonly Saying[] {
    return times(rounds, (round): readonly Saying[] => {
      const wrong = confirmation(order, "1", { consumption: [castings("1", "C240116")] });
      const mistake = draftOf(wrong);
      return [
        draftOf(issue(order, "3")),
        draftOf(confirmation(order, GOOD, { consumption: [castings(GOOD)] })),
        mistake,
        { takesBack: mistake, draft: (id) => draftOf(reversal({ ...wrong, id })) },
        draftOf(confirmation(order, GOOD, { operation: 20, workUnit: "ASM-01.UNIT", consumption: [SEALS] })),
        // Checks are told together each minute, or with whatever comes behind them.
        draftOf(qualityRecorded(order, round % 2 === 0 ? "PASS" : "FAIL")),
        draftOf(receipt(order, `P-${order}-${round}`, GOOD)),
      ];
    }).flat();
  }

  const lock = () => void (factory.server.faults.choose = ({ method }) => (method === "GET" ? null : { kind: "locked" }));
  return {
    system: "erpnext",
    url: factory.server.url,
    secrets: factory.connection.secrets,
    settings: (url) => ({ ...factory.connection.settings, url, cards: "CONFIRMATION", consumption: "Material Issue", timeoutSeconds: 1 }),
    orders: names,
    story,
    share: ({ method }) => (method === "GET" ? 0.05 : 0.3),
    troubles: [
      { name: "a closed period", refuses: true, begin: () => void (settings.stockFrozenUpto = "2099-12-31"), end: () => void (settings.stockFrozenUpto = "2025-12-31") },
      { name: "documents that somebody has open", begin: lock, end: () => void (factory.server.faults.choose = () => null) },
    ],
    books: () =>
      ["Stock Entry", "Job Card", "Quality Inspection"]
        .flatMap((doctype) => store.all(doctype))
        .filter((doc) => num(doc, "docstatus") === SUBMITTED && text(doc, "mes_ref") !== "")
        .toSorted((a, b) => text(a, "creation").localeCompare(text(b, "creation")))
        .map((doc) => text(doc, "mes_ref")),
    documentsOf,
    forgets: true,
    stop: () => factory.close(),
  };
}

function documentsOf(message: OutboundMessage): readonly (readonly string[])[] {
  switch (message.type) {
    case "mes.production.confirmed.v1":
      // Its stock entry says when: the first card of an operation is older than what it says.
      return [chainOf(partKey(message.id, "consumption")), chainOf(message.id)];
    case "mes.entry.reversed.v1":
      return [];
    default:
      return [chainOf(message.id)];
  }
}
