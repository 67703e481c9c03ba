import { shortKey } from "@/lib/erp/sap-s4/keys";
import { confirmationKeys } from "@/lib/erp/sap-s4/to-confirmation";
import { notificationKey } from "@/lib/erp/sap-s4/to-notification";
import { confirmed, issued, lineDown, received, reversed, SITE } from "@/lib/erp/sap-s4/testing/messages";
import { startSapServer } from "@/lib/erp/sap-s4/testing/sap-server";
import { rowsOf } from "@/lib/erp/sap-s4/testing/sap-state";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { draftOf, type Saying, type StormErp, type StormSize, times } from "./storm-erp";

/** SAP S/4HANA as its protocol server plays it: confirmations with movements, material documents, notifications, and what is taken back. */
export async function sapStorm({ orders, rounds }: StormSize): Promise<StormErp> {
  const sap = await startSapServer();
  const { state } = sap;
  const numbers = times(orders, (index) => `30${String(index + 1).padStart(5, "0")}`);
  for (const number of numbers) sap.clerk.create(number, "100000");

  function story(order: string): readonly Saying[] {
    return times(rounds, (round): readonly Saying[] => {
      const wrong = confirmed(order, { quantity: { uom: "EA", good: "3", scrap: "1", rework: "0" }, scrapReasons: [{ code: "0003", qty: "1" }], output: [] });
      const mistake = draftOf(wrong);
      return [
        draftOf(issued(order, { qty: "2" })),
        draftOf(confirmed(order, { quantity: { uom: "EA", good: "3", scrap: "2", rework: "0" }, scrapReasons: ["0003", "0001"].map((code) => ({ code, qty: "1" })), output: [] })),
        mistake,
        { takesBack: mistake, draft: (id) => draftOf(reversed({ id, type: wrong.type, data: wrong.data })) },
        draftOf(received(order, { lot: `P${order}${round}`, qty: "2" })),
        draftOf(lineDown(null, `${order}-${round}`), `U-${order}`),
      ];
    }).flat();
  }

  return {
    system: "sap-s4",
    url: sap.url,
    secrets: { secret: sap.password },
    settings: (baseUrl) => ({ baseUrl, client: "200", user: sap.user, plant: "1010", site: SITE, movementPauseMs: 5, timeoutSeconds: 1, scrapCostCentre: "17101301" }),
    orders: numbers,
    story,
    share: ({ method }) => (method === "GET" ? 0.1 : 0.3),
    troubles: [
      { name: "a closed period", refuses: true, begin: () => void (state.openFrom = "2099-01-01"), end: () => void (state.openFrom = "2026-01-01") },
      {
        name: "orders that somebody has open",
        begin: () => numbers.forEach((number, index) => void state.locks.set(number, index % 2 === 0 ? "code" : "status")),
        end: () => state.locks.clear(),
      },
      { name: "sessions that have expired", begin: () => expireSessions(6), end: () => void (sap.fault = () => null) },
    ],
    books() {
      const confirmations = rowsOf(state, "ProdnOrdConf2").filter((row) => row["IsReversed"] === false && row["IsReversal"] === false);
      const numberOf = new Map(rowsOf(state, "ProdnOrdConfMatlDocItm").map((row) => [groupAndCount(row), String(row["MaterialDocument"])]));
      const items = rowsOf(state, "A_MaterialDocumentItem");
      const cancelled = new Set(items.flatMap((row) => (row["GoodsMovementIsCancelled"] === true ? [row["MaterialDocument"]] : [])));
      const documents = rowsOf(state, "A_MaterialDocumentHeader").filter((row) => row["ReferenceDocument"] !== "" && !cancelled.has(row["MaterialDocument"]));
      return [
        ...rowsOf(state, "MaintenanceNotification").map((row) => ({ key: String(row["MaintNotifExtReferenceNumber"]), at: String(row["MaintenanceNotification"]) })),
        // A confirmation has no number that grows over all of them: its material document does. Further scrap reasons move nothing.
        ...confirmations.map((row) => ({ key: String(row["ExternalSystemConfirmation"]), at: numberOf.get(groupAndCount(row)) ?? "" })),
        ...documents.map((row) => ({ key: String(row["ReferenceDocument"]), at: String(row["MaterialDocument"]) })),
      ]
        .toSorted((a, b) => a.at.localeCompare(b.at))
        .map(({ key }) => key);
    },
    documentsOf,
    forgets: true,
    stop: () => sap.stop(),
  };

  function expireSessions(count: number): void {
    let left = count;
    sap.fault = ({ write }) => (write && left-- > 0 ? "token" : null);
  }
}

function documentsOf(message: OutboundMessage): readonly (readonly string[])[] {
  switch (message.type) {
    case "mes.production.confirmed.v1":
      return confirmationKeys(message).map((key) => [key]);
    case "mes.line.down.v1":
      return [[notificationKey(message)]];
    case "mes.entry.reversed.v1":
      return [];
    default:
      return [[shortKey(message.id)]];
  }
}

function groupAndCount(row: Readonly<Record<string, unknown>>): string {
  return `${String(row["ConfirmationGroup"])}/${String(row["ConfirmationCount"])}`;
}
