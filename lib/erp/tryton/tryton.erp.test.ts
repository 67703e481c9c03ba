import { expect, it } from "vitest";
import { z } from "zod";
import { decimal } from "@/lib/domain/shared/decimal";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { ErpAdapter, PollPage, PostOutcome } from "@/lib/erp/port";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { type CuttingProxy, openCuttingProxy } from "./testing/cutting-proxy";
import { type Factory, openFactory, outboxRow } from "./testing/factory";
import { confirmation, issue, message, receipt, reversal, status } from "./testing/messages";
import { onTryton, type RunningTryton } from "./testing/on-tryton";
import { Day } from "./values";

await onTryton("Tryton", suite);

/** Seeded orders that are copied and not touched: 1000 housings, 50 pumps. */
const HOUSINGS = 5;
const PUMPS = 1;
const SCRAP = 11;

function suite(up: RunningTryton): void {
  const factory = openFactory(up);
  const adapter = factory.adapter();
  const say = (one: OutboundMessage) => adapter.post(one, outboxRow());

  it("runs a whole order of housings: material, times, scrap, lots and cost end up in the ERP", async () => {
    const order = up.facts.seed.orders["ST-8001"]?.number ?? "";
    expect(orderOf(await everything(adapter), order)).toMatchObject({ status: "RELEASED", item: "SF-HOUSING", qty: "100" });
    await accept(say, status(order, "IN_PROGRESS"));
    expect((await factory.order(order)).state).toBe("running");
    expect(await factory.stock("RM-RESIN", "R-2401")).toBe("200"); // nothing was taken by the start

    await accept(say, issue(order, { item: "RM-RESIN", lot: "R-2401", qty: "22.8", uom: "KGM" }));
    const inserts = [{ item: "RM-INSERT", qty: "196", uom: "EA" }];
    await accept(say, confirmation(order, { operation: 10, workUnit: "MOLD-1.UNIT", good: "97", scrap: "1", seconds: 5400, consumption: inserts }));
    await accept(say, confirmation(order, { operation: 20, workUnit: "DEBURR-1.UNIT", good: "97", seconds: 1800 }));
    await accept(say, receipt(order, { item: "SF-HOUSING", lot: "H-1", qty: "40" }));
    expect((await factory.order(order))["outputs."].find((move) => move.state === "draft" && move["product."].code === "SF-HOUSING")?.quantity.toFixed()).toBe("60");
    await accept(say, receipt(order, { item: "SF-HOUSING", lot: "H-2", qty: "57", final: true }));
    await accept(say, status(order, "COMPLETED"));

    const done = await factory.order(order);
    expect(done.state).toBe("done");
    expect(await factory.stock("RM-RESIN", "R-2401")).toBe("177.2");
    expect(await factory.stock("RM-INSERT", null)).toBe("4804");
    expect(await factory.stock("SF-HOUSING", "H-1")).toBe("40");
    expect(await factory.stock("SF-HOUSING", "H-2")).toBe("57");
    expect(await factory.stock("SF-HOUSING", `${order}-SCRAP`, SCRAP)).toBe("1");
    // 1.5 h at 60 and 0.5 h at 32; 22.8 kg at 4.10 and 196 at 0.12.
    expect(await costOf(factory, order)).toBe(decimal("93.48").plus("23.52").plus(106).toFixed());
    expect(orderOf(await everything(adapter, (await everything(adapter)).cursor), order)).toMatchObject({ status: "CLOSED" });
  });

  it("runs pumps with grams, pieces that cost per test, and works that took no time", async () => {
    const order = up.facts.seed.orders["SO-7002"]?.number ?? "";
    await accept(say, issue(order, { item: "SF-HOUSING", lot: "H-2401", qty: "20", uom: "EA" })); // starts the order itself
    expect((await factory.order(order)).state).toBe("running");
    await accept(say, issue(order, { item: "RM-GREASE", qty: "300", uom: "GRM" }));
    await accept(say, confirmation(order, { operation: 10, workUnit: "ASSY-1.UNIT", good: "20", seconds: 7200 }));
    await accept(say, confirmation(order, { operation: 20, workUnit: "TEST-1.UNIT", good: "20", seconds: 600 }));
    await accept(say, receipt(order, { item: "FG-PUMP", lot: "PMP-1", qty: "20", final: true }));
    await accept(say, status(order, "COMPLETED"));
    expect((await factory.order(order)).state).toBe("done");
    expect(await factory.stock("FG-PUMP", "PMP-1")).toBe("20");
    expect(await factory.stock("RM-GREASE", null)).toBe("9.7");
    // 20 × 2.50 and 0.3 kg × 9; 2 h at 45, 20 tests at 0.75, and packing that nobody booked: one cycle at 0.20.
    expect(await costOf(factory, order)).toBe("157.9");
  });

  it("books exactly once whichever answer is lost after the ERP has committed", async () => {
    const proxy = await openCuttingProxy(up.facts.url);
    try {
      const order = await factory.released(HOUSINGS);
      await say(status(order, "IN_PROGRESS"));
      await say(receipt(order, { item: "SF-HOUSING", lot: "WARM-UP", qty: "1" }));
      for (let lost = 1; ; lost += 1) {
        const resin = { item: "RM-RESIN", lot: "R-2402", qty: (lost / 100).toFixed(2), uom: "KGM" };
        const calls = await deliverLosing(
          factory,
          proxy,
          lost,
          confirmation(order, { operation: 10, workUnit: "MOLD-1.UNIT", good: "1", scrap: "2", seconds: lost, consumption: [resin] }),
        );
        const found = await factory.order(order);
        expect(
          found["inputs."].filter((move) => move.quantity.eq(decimal(lost).div(100))),
          `answer ${lost} lost`,
        ).toMatchObject([{ state: "done" }]);
        expect(
          found["outputs."].filter((move) => move.to_location === SCRAP),
          `answer ${lost} lost`,
        ).toHaveLength(lost);
        expect(found["works."].flatMap((work) => work["cycles."]).filter((cycle) => cycle.duration?.seconds === lost)).toMatchObject([{ state: "done" }]);
        if (calls < lost) break; // no call was left whose answer could be lost
      }
    } finally {
      await proxy.close();
    }
  });

  it("starts and finishes an order once whichever answer is lost", async () => {
    const proxy = await openCuttingProxy(up.facts.url);
    try {
      for (let lost = 3; ; lost += 1) {
        const order = await factory.released(PUMPS);
        const started = await deliverLosing(factory, proxy, lost, status(order, "IN_PROGRESS"));
        const finished = await deliverLosing(factory, proxy, lost, status(order, "COMPLETED"));
        const found = await factory.order(order);
        expect(found.state, `answer ${lost} lost`).toBe("done");
        expect(found["works."].map((work) => work["cycles."].length)).toEqual([1, 1, 1]);
        expect([...found["inputs."], ...found["outputs."]].filter((move) => !move.quantity.isZero())).toEqual([]);
        if (started < lost && finished < lost) break;
      }
    } finally {
      await proxy.close();
    }
  });

  it("five deliveries of one message at once have one effect, in one process and in five", async () => {
    const order = await factory.released(HOUSINGS);
    await say(status(order, "IN_PROGRESS"));
    const alone = receipt(order, { item: "SF-HOUSING", lot: "H-FIVE", qty: "5" });
    const together = await Promise.all(Array.from({ length: 5 }, () => adapter.post(alone, outboxRow())));
    expect(together.every((outcome) => outcome.kind === "accepted")).toBe(true);
    expect(await factory.stock("SF-HOUSING", "H-FIVE")).toBe("5");

    const apart = issue(order, { item: "RM-MOTOR", qty: "7", uom: "EA" });
    const row = outboxRow();
    // The first attempt dies after it has remembered the stamp; five workers then take the message up at once.
    const died = { ...row, remember: async (memory: NonNullable<typeof row.memory>) => Promise.reject(new Error(`died with ${JSON.stringify(await row.remember(memory))}`)) };
    await expect(adapter.post(apart, died)).rejects.toThrow("died");
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => factory.adapter().post(apart, { ...outboxRow(), memory: row.memory })));
    expect(outcomes.filter((outcome) => outcome.kind === "accepted").length).toBeGreaterThan(0);
    for (const outcome of outcomes) expect(["accepted", "retry", "unknown"]).toContain(outcome.kind);
    expect((await factory.order(order))["inputs."].filter((move) => move["product."].code === "RM-MOTOR")).toMatchObject([{ state: "done" }]);
    expect(await factory.stock("RM-MOTOR", null)).toBe("293");
  });

  it("judges anew when somebody changes the order between reading and writing", async () => {
    const order = await factory.released(HOUSINGS);
    await say(status(order, "IN_PROGRESS"));
    const { id } = await factory.order(order);
    const row = outboxRow();
    let meddled = 0;
    const meddling = {
      ...row,
      remember: async (memory: NonNullable<typeof row.memory>) => {
        await row.remember(memory);
        if (meddled < 2) await factory.clerk.call("model.production.write", [[id], { reference: `meddled ${(meddled += 1)}` }]);
      },
    };
    expect(await adapter.post(issue(order, { item: "RM-SEAL", qty: "3", uom: "EA" }), meddling)).toMatchObject({ kind: "accepted" });
    expect((await factory.order(order))["inputs."].filter((move) => move["product."].code === "RM-SEAL")).toMatchObject([{ state: "done" }]);
    expect(meddled).toBe(2);
  });

  it("refuses in plain words and leaves nothing behind", async () => {
    const order = await factory.released(HOUSINGS);
    const before = await factory.stock("RM-RESIN", "R-2402");
    const resin = (lot: string, qty: string) => issue(order, { item: "RM-RESIN", lot, qty, uom: "KGM" });
    expect(await say(resin("R-2402", "151"))).toMatchObject({ kind: "rejected", code: "STOCK_SHORT", reason: expect.stringContaining("151 kg are to be taken") });
    expect(await say(resin("R-2301", "1"))).toMatchObject({ kind: "rejected", code: "LOT_EXPIRED" });
    expect(await say(resin("R-9999", "1"))).toMatchObject({ kind: "rejected", code: "UNKNOWN_LOT" });
    expect(await say(issue(order, { item: "RM-RESIN", qty: "1", uom: "KGM" }))).toMatchObject({ kind: "rejected", code: "LOT_MISSING" });
    expect(await say(issue(order, { item: "RM-NONE", qty: "1", uom: "KGM" }))).toMatchObject({ kind: "rejected", code: "UNKNOWN_ITEM" });
    expect(await say(issue(order, { item: "RM-INSERT", qty: "1", uom: "LTR" }))).toMatchObject({ kind: "rejected", code: "UNKNOWN_UNIT" });
    expect(await say(issue("99999", { item: "RM-INSERT", qty: "1", uom: "EA" }))).toMatchObject({ kind: "rejected", code: "UNKNOWN_ORDER" });
    expect(await say(status(up.facts.seed.orders["SO-7001"]?.number ?? "", "IN_PROGRESS"))).toMatchObject({ kind: "rejected", code: "NOT_RELEASED" });
    expect(await say(confirmation(order, { operation: 70, workUnit: "MOLD-1.UNIT", good: "1", seconds: 60 }))).toMatchObject({ kind: "rejected", code: "UNKNOWN_OPERATION" });
    expect(await factory.stock("RM-RESIN", "R-2402")).toBe(before);
    expect((await factory.order(order))["inputs."].filter((move) => !move.quantity.isZero())).toEqual([]);
  });

  it("takes its drafts away when Tryton itself refuses, and gives the plan back", async () => {
    const order = await factory.released(HOUSINGS);
    await say(status(order, "IN_PROGRESS"));
    const product = (await factory.order(order))["product."]?.id ?? 0;
    await factory.clerk.call("model.stock.lot.create", [[{ number: "H-OLD", product, shelf_life_expiration_date: new Day("2020-01-01") }]]);
    const row = outboxRow();
    expect(await adapter.post(receipt(order, { item: "SF-HOUSING", lot: "H-OLD", qty: "5" }), row)).toMatchObject({
      kind: "rejected",
      code: "REFUSED",
      reason: expect.stringContaining("H-OLD"),
    });
    const outputs = (await factory.order(order))["outputs."].filter((move) => move["product."].id === product);
    expect(outputs.map((move) => [move.state, move.quantity.toFixed()])).toEqual([["draft", "1000"]]);
    // Repaired in the ERP, the same message goes through.
    await factory.clerk.call("model.stock.lot.write", [[await lotId(factory, "H-OLD")], { shelf_life_expiration_date: null }]);
    expect(await adapter.post(receipt(order, { item: "SF-HOUSING", lot: "H-OLD", qty: "5" }), row)).toMatchObject({ kind: "accepted" });
    expect(await factory.stock("SF-HOUSING", "H-OLD")).toBe("5");
  });

  it("EX-19 takes entries back: stock, time and receipt", async () => {
    const order = await factory.released(PUMPS);
    const [motors, screws] = [await factory.stock("RM-MOTOR", null), await factory.stock("RM-SCREW", null)];
    const screwed = [{ item: "RM-SCREW", qty: "8", uom: "EA" }];
    const entries = [
      issue(order, { item: "RM-MOTOR", qty: "2", uom: "EA" }),
      confirmation(order, { operation: 10, workUnit: "ASSY-1.UNIT", good: "2", scrap: "1", seconds: 3600, consumption: screwed }),
      receipt(order, { item: "FG-PUMP", lot: "PMP-BACK", qty: "2" }),
    ];
    const posted: { entry: OutboundMessage; outcome: Extract<PostOutcome, { kind: "accepted" }> }[] = [];
    for (const entry of entries) posted.push({ entry, outcome: await accept(say, entry) });
    expect(await factory.stock("FG-PUMP", "PMP-BACK")).toBe("2");
    for (const { entry, outcome } of posted) {
      const { document, parts } = outcome;
      expect(await adapter.post(reversal(entry), outboxRow({ document, parts, memory: null }))).toMatchObject({ kind: "accepted" });
    }
    expect([await factory.stock("RM-MOTOR", null), await factory.stock("RM-SCREW", null)]).toEqual([motors, screws]);
    expect(await factory.stock("FG-PUMP", "PMP-BACK")).toBe("0");
    expect(await factory.stock("FG-PUMP", `${order}-SCRAP`, SCRAP)).toBe("0");
    const seconds = (await factory.order(order))["works."].flatMap((work) => work["cycles."]).reduce((total, cycle) => total + (cycle.duration?.seconds ?? 0), 0);
    expect(seconds).toBe(0);
  });

  it("scraps stock that belongs to no order, once, and takes it back", async () => {
    const before = await factory.stock("RM-SEAL", null);
    const data = { scrapId: "SC-1", order: null, operation: null, item: "RM-SEAL", lot: null, qty: "17", uom: "EA", location: "STO", reason: "HANDLING" };
    const scrap = message("mes.material.scrapped.v1", "RM-SEAL", data);
    const row = outboxRow();
    const died = { ...row, remember: async (memory: NonNullable<typeof row.memory>) => Promise.reject(new Error(`died with ${JSON.stringify(await row.remember(memory))}`)) };
    await expect(adapter.post(scrap, died)).rejects.toThrow("died");
    const posted = await adapter.post(scrap, row);
    expect(posted).toMatchObject({ kind: "accepted", parts: [{ kind: "stock.move" }] });
    expect(await adapter.post(scrap, row)).toEqual(posted);
    expect(await adapter.findByKey(scrap, row)).toEqual(posted);
    expect(await factory.stock("RM-SEAL", null)).toBe(decimal(before).minus(17).toFixed());
    if (posted.kind !== "accepted") expect.unreachable(JSON.stringify(posted));
    expect(await adapter.post(reversal(scrap), outboxRow({ ...posted, memory: row.memory }))).toMatchObject({ kind: "accepted" });
    expect(await factory.stock("RM-SEAL", null)).toBe(before);
  });

  it("dates movements with the day of the event, in the future with consent", async () => {
    const order = await factory.released(HOUSINGS);
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000);
    const yesterday = new Date(Date.now() - 86_400_000);
    await accept(say, issue(order, { item: "RM-SEAL", qty: "11", uom: "EA" }, yesterday));
    await accept(say, issue(order, { item: "RM-SEAL", qty: "13", uom: "EA" }, inTwoDays));
    const dates = await factory.clerk.call("model.stock.move.search_read", [
      [
        ["production_input.number", "=", order],
        ["quantity", "in", [11, 13]],
      ],
      0,
      9,
      [["id", "ASC"]],
      ["effective_date"],
    ]);
    expect(dates).toMatchObject([yesterday, inTwoDays].map((at) => ({ effective_date: new Day(at.toISOString().slice(0, 10)) })));
  });

  it("leaves one note of a stop on its orders, however often it is said, and one of its end", async () => {
    const order = await factory.released(HOUSINGS);
    const stop = { stopId: `ST-${order}`, site: "PLANT-1", line: "MOLD-1", workUnit: "MOLD-1.UNIT", reason: "BRK-MECH", reasonClass: "FAILURE", from: "2026-03-31T12:40:00Z" };
    const down = message("mes.line.down.v1", "MOLD-1.UNIT", { ...stop, estimatedRestore: null, estimateAssumed: false, orders: [order] });
    expect(await adapter.findByKey(down, outboxRow())).toEqual({ kind: "absent" });
    await accept(say, down);
    await accept(say, down);
    expect(await adapter.findByKey(down, outboxRow())).toMatchObject({ kind: "accepted", parts: [{ kind: "ir.note" }] });
    await accept(say, message("mes.line.restored.v1", "MOLD-1.UNIT", { ...stop, to: "2026-03-31T12:55:00Z", seconds: 900 }));
    const { id } = await factory.order(order);
    expect(await factory.clerk.call("model.ir.note.search_count", [[["resource", "=", `production,${id}`]]])).toBe(2);
  });

  it("logs in again when the session is gone, once", async () => {
    let authorization: string | undefined;
    const logins: string[] = [];
    const watched = factory.adapter({
      http: async (request) => {
        authorization = request.headers?.["authorization"] ?? authorization;
        if (request.body?.includes("common.db.login") === true) logins.push("login");
        return fetchHttp(request);
      },
    });
    expect(await watched.test()).toMatchObject({ kind: "ok" });
    await fetchHttp({
      method: "POST",
      url: `${up.facts.url}${up.facts.db}/`,
      headers: { authorization: authorization ?? "", "content-type": "application/json" },
      body: JSON.stringify({ id: 1, method: "common.db.logout", params: [] }),
    });
    const answers = await Promise.all([watched.test(), watched.test(), watched.test()]);
    expect(answers).toMatchObject([{ kind: "ok" }, { kind: "ok" }, { kind: "ok" }]);
    expect(logins).toHaveLength(2);
  });

  it("finishes an order that waited for its closing when it is closed, and takes the closing of a finished one as it is", async () => {
    const later = factory.adapter({ settings: { finishOn: "CLOSED" } });
    const order = await factory.released(PUMPS);
    await accept(say, status(order, "IN_PROGRESS"));
    await accept((one) => later.post(one, outboxRow()), status(order, "COMPLETED"));
    expect((await factory.order(order)).state).toBe("running");
    const closed = status(order, "CLOSED");
    expect(await later.findByKey(closed, outboxRow())).toMatchObject({ kind: "absent" });
    await accept((one) => later.post(one, outboxRow()), closed);
    expect((await factory.order(order)).state).toBe("done");
    expect(await later.findByKey(closed, outboxRow())).toMatchObject({ kind: "accepted" });
    await accept(say, status(order, "CLOSED"));
    expect((await factory.order(order)).state).toBe("done");
  });

  it("reads sales as commitments, changes and all", async () => {
    const first = await everything(adapter);
    const promises = (page: PollPage) => page.messages.flatMap((one) => (one.type === "erp.commitment.v1" ? [one.data] : []));
    expect(promises(first)).toMatchObject([{ commitment: "1", item: "FG-PUMP", qty: "40", uom: "EA", customerName: "Aqua Supply", status: "OPEN", currency: "EUR" }]);
    const [sale] = promises(first);
    await factory.clerk.call("model.sale.sale.write", [[1], { shipping_date: new Day("2031-05-06") }]);
    const [moved] = promises(await everything(adapter, first.cursor));
    expect(moved).toMatchObject({ due: "2031-05-07T00:00:00.000Z", qty: "40" });
    expect(moved?.erpVersion).toBeGreaterThan(sale?.erpVersion ?? 0);
    expect(promises(await everything(factory.adapter({ settings: { commitments: { read: false } } })))).toEqual([]);
  });

  it("has no commitments and says why where our account may not read sales, and the rest is read", async () => {
    const [group] = z.array(z.number()).parse(await factory.clerk.call("model.res.group.search", [[["name", "=", "Sales"]]]));
    const [user] = z.array(z.number()).parse(await factory.clerk.call("model.res.user.search", [[["login", "=", up.facts.user]]]));
    const set = (change: "add" | "remove") => factory.clerk.call("model.res.user.write", [[user ?? 0], { groups: [[change, [group ?? 0]]] }]);
    await set("remove");
    try {
      const page = await everything(factory.adapter());
      const types = new Set(page.messages.map((one) => one.type));
      expect([types.has("erp.order.v1"), types.has("erp.commitment.v1")]).toEqual([true, false]);
      expect(await factory.adapter().test()).toMatchObject({ kind: "ok", detail: expect.stringContaining("this user may not read sales") });
      await set("add");
      expect((await everything(factory.adapter(), page.cursor)).messages.some((one) => one.type === "erp.commitment.v1")).toBe(true);
    } finally {
      await set("add");
    }
  });

  it("IN-07 polls what changed, lines included, once per version although it looks back", async () => {
    let cursor = (await everything(adapter)).cursor;
    const order = await factory.released(HOUSINGS);
    const seen: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      if (round === 1) await accept(say, issue(order, { item: "RM-RESIN", lot: "R-2401", qty: "1", uom: "KGM" }));
      const page = await everything(adapter, cursor);
      cursor = page.cursor;
      seen.push(...new Set(page.messages.filter((one) => one.subject === order || one.subject.endsWith("/R-2401")).map((one) => one.id)));
    }
    // The order as released and as started; the lot before and after.
    const versions = new Set(seen);
    expect([...versions].filter((id) => id.startsWith("erp.order.v1"))).toHaveLength(2);
    expect([...versions].filter((id) => id.startsWith("erp.lot.v1"))).toHaveLength(2);
    const page = await everything(factory.adapter({ settings: { overlapSeconds: 1 } }), cursor);
    expect(page.messages.filter((one) => !versions.has(one.id) && one.subject === order)).toEqual([]);
  });
}

async function accept(say: (one: OutboundMessage) => Promise<PostOutcome>, one: OutboundMessage): Promise<Extract<PostOutcome, { kind: "accepted" }>> {
  const outcome = await say(one);
  if (outcome.kind !== "accepted") throw new Error(`${one.type}: ${JSON.stringify(outcome)}`);
  return outcome;
}

async function everything(adapter: ErpAdapter, from: string | null = null): Promise<PollPage> {
  const messages: PollPage["messages"][number][] = [];
  for (let cursor = from; ;) {
    const page = await adapter.poll(cursor, { limit: 100 });
    if (page.kind !== "page") throw new Error(`poll: ${page.reason}`);
    messages.push(...page.messages);
    cursor = page.cursor;
    if (!page.more) return { ...page, messages };
  }
}

function orderOf(page: PollPage, order: string): unknown {
  return page.messages.findLast((one) => one.type === "erp.order.v1" && one.data.order === order)?.data;
}

/** Delivers as a dispatcher does, with a new adapter per attempt; the answer to call number `lost` never arrives. */
async function deliverLosing(factory: Factory, proxy: CuttingProxy, lost: number, one: OutboundMessage): Promise<number> {
  const start = proxy.calls.length;
  proxy.cut = () => proxy.calls.length - start === lost;
  const row = outboxRow();
  let outcome: { kind: string } = await factory.adapter({ url: proxy.url }).post(one, row);
  for (let attempt = 0; outcome.kind !== "accepted" && attempt < 5; attempt += 1) {
    outcome = outcome.kind === "absent" ? await factory.adapter({ url: proxy.url }).post(one, row) : await factory.adapter({ url: proxy.url }).findByKey(one, row);
  }
  expect(outcome, `answer ${lost} lost`).toMatchObject({ kind: "accepted" });
  return proxy.calls.length - start;
}

async function lotId(factory: Factory, number: string): Promise<number> {
  const ids = await factory.clerk.call("model.stock.lot.search", [[["number", "=", number]]]);
  return Array.isArray(ids) ? Number(ids[0]) : 0;
}

async function costOf(factory: Factory, order: string): Promise<string> {
  const rows = await factory.clerk.call("model.production.search_read", [[["number", "=", order]], 0, 1, [["id", "ASC"]], ["cost"]]);
  const first = Array.isArray(rows) ? rows[0] : null;
  return typeof first === "object" && first !== null && "cost" in first ? String(first.cost) : "";
}
