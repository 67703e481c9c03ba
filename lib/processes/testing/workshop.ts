import { and, eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { account, roleGrant } from "@/db/schema/identity";
import { connection, connectionSite } from "@/db/schema/integration";
import { equipment, person, site } from "@/db/schema/reference";
import { source, tag } from "@/db/schema/telemetry-source";
import { seedPolicies, seedReasons } from "@/db/seed/seed-site";
import type { Actor } from "@/lib/auth/actor";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { decimal } from "@/lib/domain/shared/decimal";
import { sealSecrets } from "@/lib/integration/secrets";
import { newId } from "@/lib/platform/ids";
import { cellCode, orderNumber, unitOf, WORKSHOP_SITE, type WorkshopShape } from "./workshop-messages";

/** Where a workshop's ERP listens, and what it asks for. */
export type WorkshopErp = { readonly url: string; readonly key: string; readonly webhookSecret: string };

/** Ids of an empty workshop. */
export type Workshop = { readonly siteId: string; readonly connectionId: string };

/** An operation that runs, with the person at it and the machine that speaks for it. */
export type Running = { readonly order: string; readonly opNo: number; readonly operationId: string; readonly unit: string; readonly address: string; readonly actor: Actor };

/** Good that every first operation has before the load begins, so that its successors have something to take. */
export const PRIMED = 100_000;

/** A site governed by one ERP that is polled every second, in an empty database; master data and orders come over the wire. */
export async function openWorkshop(db: Database, secret: string, erp: WorkshopErp): Promise<Workshop> {
  const [siteId, connectionId] = [newId(), newId()];
  await db.transaction(async (tx) => {
    await tx
      .insert(site)
      .values({ id: siteId, code: WORKSHOP_SITE, name: "Workshop", timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal("0.1"), signedOverrides: false });
    await seedReasons(tx, siteId);
    const secrets = sealSecrets({ apiKey: erp.key, webhookSecrets: [erp.webhookSecret] }, connectionId, secret);
    await tx
      .insert(connection)
      .values({ id: connectionId, code: "workshop", name: "ERP", adapter: "rest", settings: { baseUrl: erp.url, timeoutSeconds: 5 }, secrets, pollSeconds: 1 });
    await tx.insert(connectionSite).values({ connectionId, siteId, erpCode: WORKSHOP_SITE });
    await seedPolicies(tx, siteId, connectionId);
  });
  return { siteId, connectionId };
}

/** True once every order of the workshop came from the ERP. */
export async function hasOrders(db: Database, shape: WorkshopShape): Promise<boolean> {
  return (await db.select({ id: productionOrder.id }).from(productionOrder)).length >= shape.orders;
}

/** Gives every cell its signals: state, a GOOD counter without a wrap and the parameter `temp`. */
export async function wireMachines(db: Database, { siteId }: Workshop): Promise<void> {
  const sourceId = newId();
  await db.insert(source).values({ id: sourceId, siteId, code: "workshop-json", kind: "PLAIN_JSON", topicFilter: `${WORKSHOP_SITE.toLowerCase()}/#` });
  const units = await db
    .select()
    .from(equipment)
    .where(and(eq(equipment.siteId, siteId), eq(equipment.level, "WORK_UNIT")));
  await db.insert(tag).values(
    units.flatMap(({ id, number, code }) => {
      const base = { siteId, sourceId, address: addressOf(code), workUnitId: id, equipmentNumber: number };
      return [
        { ...base, kind: "STATE" as const, name: "" },
        { ...base, kind: "COUNTER" as const, name: "GOOD", counter: "GOOD" as const },
        { ...base, kind: "PARAMETER" as const, name: "temp" },
      ];
    }),
  );
}

/** Topic of a machine up to its unit. */
function addressOf(unit: string): string {
  return `${WORKSHOP_SITE}/cells/${unit.replace(".", "/")}`.toLowerCase();
}

/** Starts every operation, each with an operator of its own. First operations are primed with good. */
export async function startAll(services: Services, { siteId }: Workshop, { orders, operationsPerOrder }: WorkshopShape): Promise<Running[]> {
  const running: Running[] = [];
  for (let order = 1; order <= orders; order += 1) {
    for (let step = 1; step <= operationsPerOrder; step += 1) {
      const one = await standAt(services.db, siteId, order, step);
      const { operationId } = one;
      await mustDo(execute(services, one.actor, startOperation, { commandId: newId(), operationId, workUnitId: one.workUnitId }));
      const primed = PRIMED / 2 ** (step - 1);
      if (step < operationsPerOrder) await mustDo(execute(services, one.actor, confirmProduction, { commandId: newId(), operationId, good: String(primed) }));
      running.push(one);
    }
  }
  return running;
}

async function standAt(db: Database, siteId: string, order: number, step: number): Promise<Running & { workUnitId: string }> {
  const unit = unitOf(cellCode(order, step));
  const [found] = await db
    .select({ operationId: orderOperation.id, opNo: orderOperation.opNo })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(and(eq(productionOrder.number, orderNumber(order)), eq(orderOperation.opNo, step * 10)));
  const [machine] = await db
    .select({ id: equipment.id })
    .from(equipment)
    .where(and(eq(equipment.siteId, siteId), eq(equipment.code, unit)));
  if (found === undefined || machine === undefined) throw new Error(`${orderNumber(order)} / ${step * 10} or its machine ${unit} is missing`);
  return { order: orderNumber(order), ...found, unit, address: addressOf(unit), workUnitId: machine.id, actor: await employ(db, siteId, `${order}${step}`) };
}

async function employ(db: Database, siteId: string, number: string): Promise<Actor> {
  const [personId, accountId, now] = [newId(), newId(), new Date()];
  const name = `Operator ${number.padStart(4, "0")}`;
  await db.insert(person).values({ id: personId, siteId, number, name, rateClass: "A1", erpVersion: 1 });
  await db.insert(account).values({ id: accountId, name, personId, createdAt: now });
  await db.insert(roleGrant).values({ accountId, siteId, role: "OPERATOR", grantedAt: now });
  return {
    kind: "PERSON",
    name,
    accountId,
    personId,
    sessionId: null,
    deviceId: null,
    machineKeyId: null,
    sites: [{ siteId, code: WORKSHOP_SITE, roles: ["OPERATOR"] }],
    permissions: [],
  };
}

async function mustDo(answer: ReturnType<typeof execute>): Promise<void> {
  const result = await answer;
  if (!result.ok) throw new Error(`refused: ${result.code} ${JSON.stringify(result.params)} ${JSON.stringify(result.fields ?? {})}`);
}
