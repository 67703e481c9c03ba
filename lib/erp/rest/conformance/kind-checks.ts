import { randomUUID } from "node:crypto";
import type { HttpAnswer } from "@/lib/erp/http/request";
import { readJson } from "@/lib/erp/http/read-json";
import type { OrderData } from "@/lib/messages/erp-order.v1";
import { type KindMaker, kindMaker } from "@/lib/messages/kind-maker";
import { type OutboundMessage, OUTBOUND_TYPES, type OutboundType } from "@/lib/messages/outbound";
import { ContractProblem, MessageReceipt } from "@/lib/messages/rest-contract.v1";
import { type Check, fail, looks, skip } from "./check";
import type { Endpoint } from "./endpoint";
import { currencyOf, targetOf } from "./posting-checks";
import type { Found } from "./reading-checks";

/** Without these an ERP does not follow what happens on an order; each other kind may be turned off on the page Policy. */
const NEEDED: ReadonlySet<OutboundType> = new Set([
  "mes.production.confirmed.v1",
  "mes.material.issued.v1",
  "mes.production.received.v1",
  "mes.entry.reversed.v1",
  "mes.order.status.v1",
  "mes.message.resolved.v1",
] as const);
/** What was booked and can be taken back is taken back. */
const TAKEN_BACK: ReadonlySet<OutboundType> = new Set(["mes.production.confirmed.v1", "mes.material.issued.v1", "mes.material.scrapped.v1", "mes.production.received.v1"] as const);
/** Has checks of its own: it changes two orders. */
const MOVED: OutboundType = "mes.shift-production.proposed.v1";

/**
 * IN-01: each kind of message that Millrace may send, one check and so one line a kind: taken with 201 and a document, found again under it, and the same again answered
 * with 200. What can be taken back is taken back; a status, checks, genealogy and notes of the trial stay in the ERP, so that it is tried on request alone.
 */
export function kindChecks(erp: Endpoint, found: Found, orderNumber: string | undefined, wanted: boolean): Check[] {
  const post = (message: OutboundMessage) => erp.post("/v1/messages", JSON.stringify(message), message.id);
  return OUTBOUND_TYPES.filter((type) => type !== MOVED).map((type) => ({
    id: `kind.${type.replace(/^mes\./, "").replace(/\.v\d+$/, "")}`,
    title: `${type} is taken, found again and not taken twice${NEEDED.has(type) ? "" : " (optional)"}`,
    async run() {
      if (!wanted) skip("Not every kind of message is tried.", "Add --kinds: every kind is sent once, on the order that is named with --order, and some of it stays there.");
      const { order, operation } = targetOf(found, orderNumber);
      // A refusal takes no number of the sequence: each kind is said by a source of its own, so that no other waits behind it.
      const maker = makerFor(found, order, operation);
      const chain = maker(type);
      for (const message of chain) await expectTaken(erp, message, type, await post(message));
      const last = chain.at(-1);
      if (last === undefined) return;
      const again = await post(last);
      if (again.status !== 200) fail(`The same message again: ${looks(again)}`, "Answer 200 with the first document, and book nothing.");
      if (!TAKEN_BACK.has(type)) return;
      const [reversal] = maker.reversalOf(last);
      if (reversal !== undefined) await expectTaken(erp, reversal, "mes.entry.reversed.v1", await post(reversal));
    },
  }));
}

async function expectTaken(erp: Endpoint, message: OutboundMessage, kind: OutboundType, answer: HttpAnswer): Promise<void> {
  const receipt = answer.status === 201 || answer.status === 200 ? readJson(answer.text, MessageReceipt) : null;
  if (receipt === null) {
    const problem = readJson(answer.text, ContractProblem);
    if (problem === null || answer.status < 400 || answer.status >= 500)
      fail(`${message.type}: ${looks(answer)}`, "Take it and answer 201 with a document, or refuse it with 4xx, a code and words.");
    const said = `${message.type} is refused as ${problem.code}: ${problem.detail ?? problem.title}`;
    if (NEEDED.has(kind) && problem.code === "SCHEMA") fail(said, "Read this kind as its JSON Schema has it; without it the ERP does not follow what happens on an order.");
    skip(said, NEEDED.has(kind) ? "See whether the ERP is right to refuse it on this order; if not, mend it." : `Take it, or turn ${kind} off on the page Policy.`);
  }
  const kept = await erp.get(`/v1/messages/${message.id}`);
  if (kept.status !== 200 || readJson(kept.text, MessageReceipt)?.document !== receipt.document)
    fail(
      `${message.type} is not found under document ${receipt.document}: ${looks(kept)}`,
      "Keep the id of every message that you took, whatever its kind, in the transaction that takes it.",
    );
}

/** The samples of the contract in the words of this ERP, as far as its changes say them, each with a quantity of one. */
function makerFor({ messages }: Found, order: OrderData, operation: number): KindMaker {
  const { site } = order;
  const boms = messages.flatMap((message) => (message.type === "erp.bom.v1" && message.data.item === order.item && message.data.site === site ? message.data.components : []));
  const lots = messages.flatMap((message) => (message.type === "erp.lot.v1" && message.data.site === site && message.data.qualityStatus === "RELEASED" ? [message.data] : []));
  const usable = lots.filter(({ item, stock }) => boms.some((line) => line.item === item) && stock.some(({ qty }) => Number(qty) >= 1));
  const [component = lots[0]] = usable;
  const centres = messages.flatMap((message) => (message.type === "erp.work-centre.v1" && message.data.site === site ? [message.data] : []));
  const routed = messages.flatMap((message) => (message.type === "erp.routing.v1" && message.data.item === order.item ? message.data.operations : []));
  const centre = (order.operations ?? routed).find((one) => one.operation === operation)?.workCentre ?? centres[0]?.workCentre ?? "LINE";
  const unit = centres.find(({ workCentre }) => workCentre === centre)?.units[0]?.workUnit ?? "CONFORM";
  const [item, lot] = [component?.item ?? "COMPONENT", component?.lot ?? "LOT"];
  const place = component?.stock.find(({ qty }) => Number(qty) >= 1)?.location;
  const words = {
    "PO-1001": order.order,
    "SITE-A": site,
    "FG-100": order.item,
    "CAST-01": item,
    "SEAL-02": item,
    "C-A": lot,
    "S-1": lot,
    "S-2": lot,
    ASSY: centre,
    "ASSY-2": unit,
    "MACH-1": unit,
    USD: currencyOf({ messages }, site),
    "FG-0331-2": `CONFORM-${randomUUID().slice(0, 8)}`,
    ...(place === undefined ? {} : { MAIN: place }),
  };
  const part = { operation, qty: "1", uom: component?.uom ?? order.uom };
  const made = { quantity: { uom: order.uom, good: "1", scrap: "0", rework: "0" }, scrapReasons: [], consumption: [], output: [], operation };
  return kindMaker(
    words,
    {
      "mes.production.confirmed.v1": { ...made, totals: { good: "1", scrap: "0", rework: "0" } },
      "mes.material.issued.v1": part,
      "mes.material.scrapped.v1": part,
      "mes.production.received.v1": { ...part, uom: order.uom },
      "mes.lot.held.v1": { uom: part.uom },
      "mes.lot.released.v1": { uom: part.uom },
    },
    `conform/${randomUUID().slice(0, 8)}`,
  );
}
