import { afterEach, describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { ErpAdapter } from "@/lib/erp/port";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { connect, outboxRow } from "./testing/connect";
import { confirmation } from "./testing/messages";
import { type OdooServer, startOdoo } from "./testing/odoo-server";

const open: OdooServer[] = [];
afterEach(async () => {
  for (const odoo of open.splice(0)) await odoo.stop();
});

async function start(options: Parameters<typeof startOdoo>[0] = {}): Promise<OdooServer> {
  const odoo = await startOdoo(options);
  open.push(odoo);
  return odoo;
}

/** All messages of one type from a cursor on. */
async function polled(adapter: ErpAdapter, type: InboundType, from: string | null = null): Promise<{ readonly messages: readonly InboundMessage[]; readonly cursor: string }> {
  const messages: InboundMessage[] = [];
  let cursor = from;
  for (;;) {
    const page = await adapter.poll(cursor, { limit: 500 });
    if (page.kind !== "page") throw new Error(page.reason);
    messages.push(...page.messages.filter((one) => one.type === type));
    cursor = page.cursor;
    if (!page.more) return { messages, cursor };
  }
}

describe("IN-11 snapshots of stock", () => {
  it("come with the first poll and every quarter of an hour, less what open orders have taken", async () => {
    const odoo = await start();
    const adapter = connect(odoo, fetchHttp);
    const line = (lot: string, qty: string) => expect.objectContaining({ item: "CAST-01", lot, location: "WH/Stock", qty, uom: "EA" });
    const first = await polled(adapter, "erp.stock.v1");
    expect(first.messages).toMatchObject([{ subject: "SITE-A", data: { lines: expect.arrayContaining([line("C240115", "100000"), line("C240116", "500")]) } }]);
    odoo.clerk.wait(60);
    const soon = await polled(adapter, "erp.stock.v1", first.cursor);
    expect(soon.messages).toEqual([]);
    expect(await adapter.post(confirmation("217", { good: "10", total: "10", consumption: [{ item: "CAST-01", lot: "C240116", qty: "10" }] }), outboxRow())).toMatchObject({
      kind: "accepted",
    });
    odoo.clerk.wait(15 * 60);
    const later = await polled(adapter, "erp.stock.v1", soon.cursor);
    expect(later.messages).toMatchObject([{ data: { lines: expect.arrayContaining([line("C240116", "490")]) } }]);
    expect(later.messages[0]?.id).not.toBe(first.messages[0]?.id);
  });

  it("do not come where they are switched off, and the connection says that it brings none", async () => {
    const odoo = await start();
    const adapter = connect(odoo, fetchHttp, { stockMinutes: null });
    expect((await polled(adapter, "erp.stock.v1")).messages).toEqual([]);
    expect(adapter.capabilities().inbound).not.toContain("erp.stock.v1");
    expect(connect(odoo, fetchHttp).capabilities().inbound).toContain("erp.stock.v1");
  });
});
