import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { toBooking } from "./booking";
import { findOurs, newestLines } from "./find-ours";
import { orderValues } from "./line-values";
import { BLANK, readMemory } from "./memory";
import type { NewMove, Posting } from "./posting";
import { PRODUCTION } from "./record-types";
import { recordedPlant, recordedRow } from "./testing/fixtures";
import { confirmation, issue, receipt, reversal } from "./testing/messages";
import { Day, encode } from "./values";

const { settings, units } = recordedPlant();
const book = (message: OutboundMessage, more = {}) => {
  if (
    message.type === "mes.production.confirmed.v1" ||
    message.type === "mes.material.issued.v1" ||
    message.type === "mes.production.received.v1" ||
    message.type === "mes.entry.reversed.v1"
  ) {
    return toBooking(message, { ...settings, ...more });
  }
  throw new Error(`${message.type} books nothing`);
};
const resin = { item: "RM-RESIN", lot: "R-2401", qty: "3.8", uom: "KGM" };

describe("what a message books", () => {
  it("a confirmation: time at its operation, its consumption, its scrap", () => {
    const booking = book(confirmation("4", { operation: 10, workUnit: "MOLD-1.UNIT", good: "10", scrap: "1", seconds: 600, consumption: [resin] }));
    expect(booking).toMatchObject({
      order: "4",
      works: [{ operation: 10, seconds: 600, workUnit: "MOLD-1.UNIT" }],
      takes: [{ item: "RM-RESIN", lot: "R-2401" }],
      scraps: [{ lot: null, uom: "EA" }],
      receipts: [],
    });
    expect(booking.works[0]?.units.toFixed()).toBe("11");
  });

  it("books the hours that the rate stands for", () => {
    const message = confirmation("4", { operation: 10, workUnit: "MOLD-1.UNIT", good: "10", seconds: 600 });
    expect(book(message, { rateElement: "LABOUR" }).works[0]?.seconds).toBe(0);
    expect(book(message, { bookedActivities: ["SETUP"] }).works[0]?.seconds).toBe(0);
  });

  it("EX-19 a reversal books the exact opposite", () => {
    const confirmed = confirmation("4", { operation: 10, workUnit: "MOLD-1.UNIT", good: "10", scrap: "1", seconds: 600, consumption: [resin] });
    expect(book(reversal(confirmed))).toMatchObject({ works: [{ seconds: -600 }], takes: [], returns: [{ item: "RM-RESIN" }], scraps: [], scrapsBack: [{ uom: "EA" }] });
    expect(book(reversal(issue("4", resin)))).toMatchObject({ takes: [], returns: [{ lot: "R-2401" }] });
    expect(book(reversal(receipt("4", { item: "SF-HOUSING", lot: "H-1", qty: "5" })))).toMatchObject({ receipts: [], receiptsBack: [{ lot: "H-1" }] });
  });
});

const running = recordedRow("production-running", PRODUCTION, 4);
const unit = (symbol: string) => {
  const found = units.find((one) => one.symbol === symbol);
  if (found === undefined) throw new Error(symbol);
  return found;
};
const take: NewMove = {
  side: "inputs",
  product: 1,
  item: "RM-RESIN",
  uom: unit("kg"),
  base: unit("kg"),
  quantity: decimal(5),
  lot: "R-2401",
  lotMayBeNew: false,
  expires: null,
  from: 3,
  to: 9,
  unitPrice: null,
};
const cycle = { work: 7, seconds: 600, cost: null, center: null };
const OURS = running["inputs."].find((move) => move.create_uid === 2)?.create_uid ?? 0;

describe("finding our own lines again", () => {
  const memory = { ...BLANK, stamp: "1.000000", ...newestLines(recordedRow("productions", PRODUCTION, 4)) };

  it("finds each wanted line once", () => {
    expect(findOurs(running, { lines: [take], cycles: [cycle] }, memory, OURS)).toMatchObject({ moves: [expect.any(Number)], cycles: [expect.any(Number)] });
    expect(findOurs(running, { lines: [take, take], cycles: [] }, memory, OURS)).toBeNull();
  });

  it.each<[string, Partial<NewMove>]>([
    ["another quantity", { quantity: decimal("5.01") }],
    ["another lot", { lot: "R-2402" }],
    ["another side", { side: "outputs" }],
    ["another place", { from: 10 }],
  ])("not one with %s", (_, change) => {
    expect(findOurs(running, { lines: [{ ...take, ...change }], cycles: [] }, memory, OURS)).toBeNull();
  });

  it("neither those of others nor older ones", () => {
    expect(findOurs(running, { lines: [take], cycles: [] }, memory, OURS + 1)).toBeNull();
    expect(findOurs(running, { lines: [take], cycles: [] }, { ...memory, ...newestLines(running) }, OURS)).toBeNull();
  });

  it("memory that cannot be read counts as none", () => {
    expect(readMemory({ moves: "?" })).toEqual(BLANK);
    expect(readMemory(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
  });
});

describe("the values of one transaction", () => {
  it("carries inputs, outputs, the lessened plan and times together", () => {
    const made: NewMove = {
      ...take,
      side: "outputs",
      product: 8,
      item: "SF-HOUSING",
      uom: unit("u"),
      base: unit("u"),
      quantity: decimal(40),
      lot: "H-1",
      lotMayBeNew: true,
      from: 9,
      to: 3,
      unitPrice: decimal("2.5"),
    };
    const posting: Posting = {
      day: new Day("2026-11-25"),
      lines: [take, made],
      cycles: [cycle, { ...cycle, work: 8, cost: decimal(15), center: 3 }],
      planned: { move: 30, before: decimal(100), quantity: decimal(60) },
      apart: [],
    };
    const values = orderValues(posting, {
      company: 1,
      currency: 1,
      lots: new Map([
        ["1/R-2401", 1],
        ["8/H-1", 4],
      ]),
    });
    const day = { __class__: "date", year: 2026, month: 11, day: 25 };
    expect(encode(values)).toEqual({
      inputs: [["create", [{ product: 1, uom: 2, quantity: 5, lot: 1, from_location: 3, to_location: 9, company: 1, effective_date: day }]]],
      outputs: [
        [
          "create",
          [
            {
              product: 8,
              uom: 1,
              quantity: 40,
              lot: 4,
              from_location: 9,
              to_location: 3,
              company: 1,
              effective_date: day,
              unit_price: { __class__: "Decimal", decimal: "2.5" },
              currency: 1,
            },
          ],
        ],
        ["write", [30], { quantity: 60 }],
      ],
      works: [
        ["write", [7], { cycles: [["create", [{ duration: { __class__: "timedelta", seconds: 600 } }]]] }],
        ["write", [8], { work_center: 3, cycles: [["create", [{ duration: { __class__: "timedelta", seconds: 600 }, cost: { __class__: "Decimal", decimal: "15" } }]]] }],
      ],
    });
  });

  it("names no side that has nothing", () => {
    expect(Object.keys(orderValues({ day: new Day("2026-11-25"), lines: [take], cycles: [], planned: null, apart: [] }, { company: 1, currency: 1, lots: new Map() }))).toEqual([
      "inputs",
    ]);
  });
});
