import { expect, it } from "vitest";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { confirmationFact, receiptFact } from "@/lib/messages/__fixtures__/facts";
import type { InboundMessage } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";
import { applyRecord, type Books, emptyBooks, type PostedCost } from "./books";
import { orderBooks } from "./read-back";
import { valueCorrection, valueMessage } from "./value-posting";

const SITE = "SITE-A";
const DAY = "2026-03-31";
const FACT = { id: "0190a0b0-0000-7000-8000-000000000001", subject: "PO-1001", sequence: 1, site: SITE };

function booksWith(...further: readonly InboundMessage[]): Books {
  const books = emptyBooks();
  applyRecord(books, { kind: "changed", at: "2026-03-02T06:00:00Z", messages: [...example1(SITE), ...further] });
  return books;
}
const said = (costs: readonly PostedCost[]) =>
  costs.map(
    ({ element, posting }) =>
      `${element} ${posting.qty === null ? `${posting.seconds} s` : `${posting.item} ${posting.qty} ${posting.uom}`} at ${posting.rate} is ${posting.amount}`,
  );

it("C-17 values a confirmation at the ERP's rates and lot costs: 1.6 h of a person, of the machine and of its overhead", () => {
  const message = confirmationFact(FACT);
  const costs = valueMessage(booksWith(), message);
  expect(said(costs).filter((line) => !line.startsWith("MATERIAL"))).toEqual(["LABOUR 5760 s at 26 is 41.6", "MACHINE 5760 s at 10 is 16", "OVERHEAD 5760 s at 6 is 9.6"]);
  expect(costs.map(({ posting }) => posting.postedOn)).toEqual(costs.map(() => DAY));
  for (const line of message.data.consumption) expect(said(costs).some((text) => text.startsWith(`MATERIAL ${line.item} ${line.qty}`))).toBe(true);
});

it("C-17 a rate that changes before it books counts, and takes the place of the one before", () => {
  const rate = example1(SITE).find((one) => one.type === "erp.rate.v1" && one.data.workCentre === "ASSY" && one.data.element === "MACHINE");
  if (rate?.type !== "erp.rate.v1") throw new Error("the example has a machine rate");
  const dearer = readInbound("erp.rate.v1", { ...rate.data, rate: "11.5", erpVersion: 2 }, "erp/example", "2026-03-05T06:00:00Z");
  const costs = valueMessage(booksWith(dearer), confirmationFact(FACT));
  expect(said(costs)).toContain("MACHINE 5760 s at 11.5 is 18.4");
});

it("C-11 takes a receipt off the order at the standard cost, to the cent", () => {
  const [credit] = valueMessage(booksWith(), receiptFact(FACT, "F-1", "200"));
  expect([credit?.element, credit?.posting.qty, credit?.posting.rate, credit?.posting.amount]).toEqual(["CREDIT", "-200", "23.707469", "-4741.49"]);
});

it("EX-24 what is late is posted on the first open day, where the ERP takes it at all", () => {
  const books = booksWith();
  applyRecord(books, { kind: "period", site: SITE, openFrom: "2026-04-01T00:00:00Z", late: "POST" });
  expect([...new Set(valueMessage(books, confirmationFact(FACT)).map(({ posting }) => posting.postedOn))]).toEqual(["2026-04-01"]);
});

it.each([
  ["is another one there already", "2026-03-31T22:30:00Z", "2026-04-01"],
  ["is the same there still", "2026-03-31T21:30:00Z", "2026-03-31"],
])("C-17 posts on the day of the site: shortly before midnight in UTC it %s", (_, time, day) => {
  const message = { ...confirmationFact(FACT), time };
  expect([...new Set(valueMessage(booksWith(), message).map(({ posting }) => posting.postedOn))]).toEqual([day]);
});

it("EX-24 the first open day is the one on which the first open instant falls at the site", () => {
  const books = booksWith();
  applyRecord(books, { kind: "period", site: SITE, openFrom: "2026-03-31T22:00:00Z", late: "POST" });
  expect([...new Set(valueMessage(books, confirmationFact(FACT)).map(({ posting }) => posting.postedOn))]).toEqual(["2026-04-01"]);
});

it("says nothing of what an order cost that was booked on before the ERP valued anything", () => {
  const books = booksWith();
  expect(orderBooks(books, "PO-1001")?.costs?.elements.every(({ postings }) => postings.length === 0)).toBe(true);
  const message = confirmationFact(FACT);
  applyRecord(books, { kind: "booked", at: message.time, message, digest: "d", receipt: { id: message.id, document: "C-00000001", parts: [] }, movements: [] });
  expect(orderBooks(books, "PO-1001")).toMatchObject({ order: "PO-1001", costs: null });
});

it("a clerk's own booking costs what it takes and gives", () => {
  const correction = { order: "PO-1001", good: "0", scrap: "0", received: "-8", consumed: [{ item: "SEAL-02", lot: "S-1", qty: "2" }] };
  expect(said(valueCorrection(booksWith(), SITE, correction, DAY))).toEqual(["MATERIAL SEAL-02 2 EA at 0.86 is 1.72", "CREDIT FG-100 8 EA at 23.707469 is 189.66"]);
});
