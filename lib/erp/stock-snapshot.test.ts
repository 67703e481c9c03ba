import { describe, expect, it } from "vitest";
import type { StockBooks } from "./read-back";
import { takeSnapshot } from "./stock-snapshot";

const AT = Date.parse("2026-03-31T12:00:00Z");
const ABOUT = { site: "SITE-A", source: "erp/test", minutes: 15, fails: (error: Error) => error instanceof RangeError };
const row = (lot: string | null, qty: string, more: Partial<StockBooks> = {}): StockBooks => ({ site: "SITE-A", item: "CAST-01", lot, location: "MAIN", qty, uom: "EA", ...more });

/** A stock that says one of these at each reading, the last of them from then on, a row a page; the clock goes on by a second with each look at it. */
function erp(...readings: readonly (readonly StockBooks[])[]) {
  let [reading, ticks] = [-1, 0];
  return {
    readPage: async (cursor: string | null) => {
      if (cursor === null) reading += 1;
      const rows = readings[Math.min(reading, readings.length - 1)] ?? [];
      const at = Number(cursor ?? 0);
      return { stock: rows.slice(at, at + 1), cursor: at + 1 < rows.length ? String(at + 1) : null };
    },
    clock: () => new Date(AT + 1000 * ticks++),
    readings: () => reading + 1,
  };
}

describe("a snapshot of stock", () => {
  it("IN-11 is what two readings agree on, as of the instant between them, in whatever order the ERP answers", async () => {
    const { readPage, clock } = erp([row("L-2", "5"), row("L-1", "7")], [row("L-1", "7"), row("L-2", "5")]);
    const { messages, unreadable, due } = await takeSnapshot(readPage, ABOUT, clock);
    expect(unreadable).toEqual([]);
    expect(messages).toEqual([
      expect.objectContaining({
        type: "erp.stock.v1",
        id: `erp.stock.v1:SITE-A:${AT + 1000}`,
        subject: "SITE-A",
        data: expect.objectContaining({
          asOf: "2026-03-31T12:00:01.000Z",
          lines: [expect.objectContaining({ lot: "L-1", qty: "7", location: "MAIN", uom: "EA" }), expect.objectContaining({ lot: "L-2", qty: "5" })],
        }),
      }),
    ]);
    expect(due).toBe(AT + 1000 + 15 * 60_000);
  });

  it("is read once more where somebody posted between two readings", async () => {
    const { readPage, clock, readings } = erp([row("L-1", "7")], [row("L-1", "6")]);
    const [message] = (await takeSnapshot(readPage, ABOUT, clock)).messages;
    expect(message?.data).toMatchObject({ asOf: "2026-03-31T12:00:02.000Z", lines: [{ qty: "6" }] });
    expect(readings()).toBe(3);
  });

  it("says nothing of a stock that does not stand still, and is not read again before the next one is due", async () => {
    const { readPage, clock, readings } = erp([row("L-1", "7")], [row("L-1", "6")], [row("L-1", "5")], [row("L-1", "4")]);
    expect(await takeSnapshot(readPage, ABOUT, clock)).toEqual({ messages: [], unreadable: [], due: AT + 3000 + 15 * 60_000 });
    expect(readings()).toBe(3);
  });

  it("leaves out items without lots and units that nobody mapped, and counts nothing below zero", async () => {
    const { readPage, clock } = erp([row(null, "3"), row("L-1", "7", { uom: "Dozens of" }), row("L-2", "-4")]);
    const [message] = (await takeSnapshot(readPage, ABOUT, clock)).messages;
    expect(message?.data).toMatchObject({ lines: [{ lot: "L-2", qty: "0" }] });
  });

  it.each([[[]], [[row(null, "3")]]])("a stock without a single lot is none, and kept with the reason: %j", async (stock) => {
    const { readPage, clock } = erp(stock);
    const { messages, unreadable, due } = await takeSnapshot(readPage, ABOUT, clock);
    expect(messages).toEqual([]);
    expect(unreadable).toMatchObject([{ id: "erp.stock.v1:SITE-A", reason: expect.stringContaining("no stock with lots") }]);
    expect(due).toBe(AT + 1000 + 15 * 60_000);
  });

  it("a stock of more lines than a message holds is kept with the reason, and not read again at once", async () => {
    const many = Array.from({ length: 20_001 }, (_, at) => row(`L-${at}`, "1"));
    const { messages, unreadable, due } = await takeSnapshot(
      async () => ({ stock: many, cursor: null }),
      ABOUT,
      () => new Date(AT),
    );
    expect(messages).toEqual([]);
    expect(unreadable).toMatchObject([{ id: "erp.stock.v1:SITE-A", type: "erp.stock.v1", reason: expect.stringContaining("20000") }]);
    expect(due).toBe(AT + 15 * 60_000);
  });

  it("is kept with its reason where the ERP fails to be read, and not tried again at once; what is no failure of the ERP is thrown on", async () => {
    const clock = () => new Date(AT);
    expect(await takeSnapshot(() => Promise.reject(new RangeError("Timeout of the report")), ABOUT, clock)).toEqual({
      messages: [],
      unreadable: [{ id: "erp.stock.v1:SITE-A", type: "erp.stock.v1", raw: { site: "SITE-A" }, reason: "Timeout of the report" }],
      due: AT + 15 * 60_000,
    });
    await expect(takeSnapshot(() => Promise.reject(new TypeError("Ours")), ABOUT, clock)).rejects.toThrow("Ours");
  });

  it("stops reading a stock that has no end", async () => {
    const page = Array.from({ length: 1000 }, (_, at) => row(`L-${at}`, "1"));
    const { unreadable } = await takeSnapshot(
      async () => ({ stock: page, cursor: "on" }),
      ABOUT,
      () => new Date(AT),
    );
    expect(unreadable).toMatchObject([{ reason: expect.stringContaining("20000 entries") }]);
  });
});
