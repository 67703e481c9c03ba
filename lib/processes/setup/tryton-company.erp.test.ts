import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { inboxMessage, outboxMessage, connection } from "@/db/schema/integration";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { account } from "@/db/schema/identity";
import { equipment, person, price, site } from "@/db/schema/reference";
import { commitment } from "@/db/schema/demand";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { erpChannel } from "@/lib/commands/integration/erp-channel";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import type { Services } from "@/lib/commands/services";
import { type Decimal, decimal, sum } from "@/lib/domain/shared/decimal";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { erpSystems } from "@/lib/erp/registry";
import { openFactory } from "@/lib/erp/tryton/testing/factory";
import { onTryton, type RunningTryton } from "@/lib/erp/tryton/testing/on-tryton";
import { adapterSource, openerOf } from "@/lib/integration/adapters";
import { movableClock } from "@/lib/integration/testing/channel-plant";
import { newId } from "@/lib/platform/ids";
import { orderCostView } from "@/lib/queries/finance/order-cost";
import { orderDetail } from "@/lib/queries/planner/order-detail";
import { plantOutlook } from "@/lib/queries/planner/projection";
import { applyCompany } from "./apply-company";
import { CompanyFile } from "./company-file";

const SECRET = "a-master-secret-of-these-tests-0001";

await onTryton("a company with Tryton", suite);

/** The times and rates that the documentation shows. */
const Documented = z.object({ routings: z.record(z.string(), z.unknown()), rates: z.array(z.unknown()) });
function documented(): z.infer<typeof Documented> {
  const block = /```json\n(\{\n {2}"routings"[\s\S]*?)```/.exec(readFileSync("docs/erp/tryton.md", "utf8"))?.[1];
  return Documented.parse(JSON.parse(block ?? "{}"));
}

function suite(up: RunningTryton): void {
  const { facts } = up;
  const factory = openFactory(up);
  const clock = movableClock();
  let database: TestDatabase;
  let services: Services;
  let channel: ReturnType<typeof erpChannel>;

  const companyWith = (settings: object) =>
    CompanyFile.parse({
      sites: [{ code: "PLANT-1", name: "Plant 1", timeZone: "Europe/Berlin", currency: "EUR" }],
      people: [{ name: "Operator", number: "P-1", badge: "1", pin: "582047", roles: ["OPERATOR"], sites: ["PLANT-1"] }],
      connections: [
        {
          code: "tryton",
          name: "Tryton",
          adapter: "tryton",
          settings: { url: facts.url, database: facts.db, user: facts.user, site: "PLANT-1", timeZone: "Europe/Berlin", underPct: "5", ...settings },
          secrets: { password: facts.password },
          pollSeconds: 1,
          sites: { "PLANT-1": "PLANT-1" },
        },
      ],
    });

  beforeAll(async () => {
    database = await testDatabase();
    services = { db: database.db, clock, tellLive: () => undefined, wakeOutbox: () => undefined };
    const open = openerOf(erpSystems, (system, settings, secrets, words) => system.create(settings, secrets, fetchHttp, words));
    channel = erpChannel(services, adapterSource(database.db, open, SECRET));
    await applyCompany(database.db, SECRET, companyWith({}));
  });
  afterAll(() => database.close());

  async function poll(): Promise<void> {
    await database.db.update(connection).set({ lastPolledAt: null });
    await channel.poller().round();
    const open = (await database.db.select().from(inboxMessage)).filter((row) => row.state !== "APPLIED" && row.state !== "STALE");
    expect(open.map((row) => [row.subject, row.state, row.reason])).toEqual([]);
  }

  async function actor(...roles: readonly Role[]): Promise<Actor> {
    const [plant] = await database.db.select().from(site);
    const [who] = await database.db.select({ id: account.id, personId: account.personId }).from(account).innerJoin(person, eq(person.id, account.personId));
    if (plant === undefined || who === undefined) throw new Error("the company was not set up");
    const sites = [{ siteId: plant.id, code: plant.code, roles }];
    return { kind: "PERSON", name: "Operator", accountId: who.id, personId: who.personId, sessionId: null, deviceId: null, machineKeyId: null, sites, permissions: [] };
  }

  async function does<Input extends CommandHead, Output>(who: Actor, command: Command<Input, Output>, input: object): Promise<Output> {
    const result = await execute(services, who, command, { commandId: newId(), eventTime: clock.now().toISOString(), ...input });
    if (!result.ok) throw new Error(`${command.name} was refused: ${result.code} ${JSON.stringify(result.params)} ${JSON.stringify(result.fields ?? {})}`);
    return result.data;
  }

  const hoursOf = async (order: string) => {
    const rows = await database.db
      .select({ op: orderOperation, number: productionOrder.number })
      .from(orderOperation)
      .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
      .where(eq(productionOrder.number, order))
      .orderBy(orderOperation.opNo);
    return rows.map(({ op }) => op.runMachineHours.toFixed());
  };

  it("takes no time and says so while the settings have none", async () => {
    await poll();
    expect(await hoursOf(facts.seed.orders["ST-8001"]?.number ?? "")).toEqual(["0", "0"]);
    const [erp] = await database.db.select().from(connection);
    const tested = await (await channel.adapterFor(erp?.id ?? "")).test();
    expect(tested).toMatchObject({
      kind: "ok",
      detail: expect.stringContaining("Without standard times, and so without a schedule or a cost of their own: RT-HOUSING/Mold housing"),
    });
  });

  it("reads what was promised and what pumps cost the customer", async () => {
    const promises = await database.db.select().from(commitment);
    expect(promises.map((row) => [row.number, row.quantity.toFixed(), row.uom, row.customerName, row.state])).toEqual([["1", "40", "EA", "Aqua Supply", "OPEN"]]);
    const prices = await database.db.select().from(price);
    expect(prices.map((row) => row.price.toFixed()).toSorted()).toEqual(["0.5", "6", "79"]);
  });

  it("gets its times, rates and elements of cost when the settings name them, without a change in Tryton", async () => {
    await applyCompany(database.db, SECRET, companyWith(documented()));
    await poll();
    expect(await hoursOf(facts.seed.orders["ST-8001"]?.number ?? "")).toEqual(["0.004", "0.002"]);
    const again = await database.db.select().from(inboxMessage);
    await poll();
    expect(await database.db.select().from(inboxMessage)).toHaveLength(again.length);
    const planner = await actor("PLANNER");
    const [plant] = planner.sites;
    const outlook = await plantOutlook({ db: database.db, now: clock.now() }, [plant?.siteId ?? ""]);
    const planned = outlook.now?.schedule ?? [];
    const lengths = planned.map(({ start, finish }) => (start === null || finish === null ? null : finish.getTime() - start.getTime()));
    expect(lengths.length).toBeGreaterThan(0);
    expect(lengths.every((length) => length !== null && length > 0)).toBe(true);
    expect(outlook.now?.outlooks).toHaveLength(1);
  });

  it("schedules an order, and completing it credits the standard and explains the variance to the cent", async () => {
    const order = await factory.released(facts.seed.orders["ST-8001"]?.id ?? 0);
    await poll();
    const [row] = await database.db.select().from(productionOrder).where(eq(productionOrder.number, order));
    expect(row?.snapshot).toMatchObject({ standardCost: { costingLotSize: "100", total: "2.5" } });
    const operator = await actor("OPERATOR");
    const finance = await actor("FINANCE");
    const planner = await actor("PLANNER");
    const detail = await orderDetail({ db: database.db, now: clock.now() }, planner, order, null);
    expect(detail?.operations.map((operation) => [operation.runHours, operation.withoutTimes])).toEqual([
      ["0.004", false],
      ["0.002", false],
    ]);
    for (const operation of detail?.operations ?? []) {
      const [unit] = await database.db
        .select()
        .from(equipment)
        .where(eq(equipment.code, `${operation.line}.UNIT`));
      await does(operator, startOperation, { operationId: operation.id, workUnitId: unit?.id });
      if (operation.opNo === 10) {
        clock.advance(900);
        await does(operator, finishSetup, { operationId: operation.id });
        await does(operator, issueMaterial, { operationId: operation.id, lot: "R-2401", quantity: "38" });
      }
      clock.advance(1800);
      await does(operator, confirmProduction, { operationId: operation.id, good: "98", ...(operation.opNo === 10 ? { scrap: "2", scrapReason: "HANDLING" } : {}) });
      await does(operator, completeOperation, { operationId: operation.id });
    }
    const view = await orderCostView({ db: database.db, now: clock.now() }, finance, order);
    expect(view?.order.state).toBe("COMPLETED");
    expect(view?.variance?.credit).toBe("245.00"); // 98 at 2.50
    expect(view?.credited).toBe("245.00");
    const amounts: readonly Decimal[] = Object.values(view?.variance?.categories ?? {}).map((amount) => decimal(amount));
    expect(sum(amounts).toFixed(2)).toBe(view?.variance?.total);
    expect(decimal(view?.variance?.total ?? 0).toFixed(2)).toBe(
      decimal(view?.total ?? 0)
        .minus(245)
        .toFixed(2),
    );
    for (const element of ["LABOUR", "MACHINE", "OVERHEAD"]) {
      const line = view?.elements.find((one) => one.key === element);
      expect([element, decimal(line?.actual ?? 0).gt(0), decimal(line?.standard ?? 0).gt(0)]).toEqual([element, true, true]);
    }
    const sent = await database.db.select().from(outboxMessage);
    expect(sent.some((message) => message.type === "mes.order.status.v1" && message.subject === order)).toBe(true);
  });
}
