import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { seedPolicies, seedReasons } from "@/db/seed/seed-site";
import { account, roleGrant } from "@/db/schema/identity";
import { connection, connectionSite, inboxMessage } from "@/db/schema/integration";
import { lot } from "@/db/schema/materials";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { equipment, person, site } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { systemActor } from "@/lib/auth/system-actor";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import { applyMessage } from "@/lib/commands/integration/apply-message";
import type { CommandResult } from "@/lib/commands/refusal";
import type { Services } from "@/lib/commands/services";
import { decimal } from "@/lib/domain/shared/decimal";
import { createInbox } from "@/lib/integration/inbox/inbox";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { newId } from "@/lib/platform/ids";

/** When the plant of the example opens its doors: the ERP has told everything, nothing has begun. */
export const OPENING = new Date("2026-03-17T05:00:00Z");

/** A plant that knows what Example 1 of domain §4.4 needs, from the ERP's own messages, with the people who work there. */
export type ExamplePlant = Awaited<ReturnType<typeof examplePlant>>;

/** Ids of what the plant begins with. */
type Beginning = { readonly siteId: string; readonly connectionId: string; readonly first: Actor; readonly second: Actor; readonly lead: Actor };
const CODE = "SITE-A";
const copies = new WeakMap<Database, Beginning>();
let original: Promise<Beginning & { readonly template: string }> | null = null;

/** A database in which the plant stands already, for `examplePlant`: a copy, which takes a fraction of the time of setting it up. */
export async function exampleDatabase(): Promise<TestDatabase> {
  original ??= (async () => {
    const database = await testDatabase();
    const { siteId, connectionId, first, second, lead } = await examplePlant(database.db);
    await database.sql.end({ timeout: 5 });
    return { siteId, connectionId, first, second, lead, template: new URL(database.url).pathname.slice(1) };
  })();
  const beginning = await original;
  const database = await testDatabase(beginning.template);
  copies.set(database.db, beginning);
  return database;
}

/** The plant in an `exampleDatabase`, or set up in an empty one. */
export async function examplePlant(db: Database) {
  let now = OPENING;
  const services: Services = { db, clock: { now: () => now }, tellLive: () => undefined, wakeOutbox: () => undefined };
  const copied = copies.get(db);
  const { siteId, connectionId } = copied ?? (await found(db));
  const worker = systemActor("worker", ["erp.apply"], [{ siteId, code: CODE }]);
  const inbox = createInbox({
    db,
    clock: services.clock,
    async apply(inboxId) {
      const result = await execute(services, worker, applyMessage, { commandId: newId(), inboxId });
      if (!result.ok) throw new Error(`applying was refused: ${result.code}`);
      return result.data;
    },
  });

  /** Feeds messages of the ERP; every one of them must be applied. */
  async function hear(messages: readonly InboundMessage[]): Promise<void> {
    await inbox.take({ connectionId, door: "POLL", messages, unreadable: [], at: now });
    const open = (await db.select().from(inboxMessage).where(eq(inboxMessage.connectionId, connectionId))).filter((row) => row.state !== "APPLIED");
    if (open.length > 0) throw new Error(open.map((row) => `${row.subject} ${row.state}: ${row.reason}`).join("\n"));
  }

  async function employ(number: string, rateClass: string, roles: readonly Role[]): Promise<Actor> {
    const [personId, accountId] = [newId(), newId()];
    await db.insert(person).values({ id: personId, siteId, number, name: `Operator ${number}`, rateClass, erpVersion: 1 });
    await db.insert(account).values({ id: accountId, name: `Operator ${number}`, personId, createdAt: OPENING });
    for (const role of roles) await db.insert(roleGrant).values({ accountId, siteId, role, grantedAt: OPENING });
    return {
      kind: "PERSON",
      name: `Operator ${number}`,
      accountId,
      personId,
      sessionId: null,
      deviceId: null,
      machineKeyId: null,
      sites: [{ siteId, code: CODE, roles }],
      permissions: [],
    };
  }

  if (copied === undefined) await hear(example1(CODE));
  const first = copied?.first ?? (await employ("0417", "A1", ["OPERATOR"]));
  const second = copied?.second ?? (await employ("0422", "A2", ["OPERATOR"]));
  const lead = copied?.lead ?? (await employ("0401", "A1", ["LEAD"]));
  const finance: Actor = { ...lead, name: "Finance A", personId: null, sites: [{ siteId, code: CODE, roles: ["FINANCE"] }] };

  /** Carries out a command as somebody at an instant, which is recorded at `recordedAt`, at once unless told. */
  async function send<Input extends CommandHead, Output>(
    actor: Actor,
    command: Command<Input, Output>,
    at: Date,
    input: object,
    recordedAt: Date = at,
  ): Promise<CommandResult<Output>> {
    now = recordedAt;
    return execute(services, actor, command, { commandId: newId(), eventTime: at.toISOString(), ...input });
  }

  /** The same, and it must be accepted; answers its output. */
  async function does<Input extends CommandHead, Output>(actor: Actor, command: Command<Input, Output>, at: Date, input: object, recordedAt: Date = at): Promise<Output> {
    const result = await send(actor, command, at, input, recordedAt);
    if (!result.ok) throw new Error(`${command.name} was refused: ${result.code} ${JSON.stringify(result.params)} ${JSON.stringify(result.fields ?? {})}`);
    return result.data;
  }

  async function operationIds(order: string): Promise<Map<number, string>> {
    const rows = await db
      .select({ id: orderOperation.id, opNo: orderOperation.opNo })
      .from(orderOperation)
      .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
      .where(eq(productionOrder.number, order));
    return new Map(rows.map((row) => [row.opNo, row.id]));
  }

  async function unitId(unitCode: string): Promise<string> {
    const [row] = await db.select({ id: equipment.id }).from(equipment).where(eq(equipment.code, unitCode));
    if (row === undefined) throw new Error(`there is no ${unitCode}`);
    return row.id;
  }

  async function lotId(number: string): Promise<string> {
    const [row] = await db.select({ id: lot.id }).from(lot).where(eq(lot.number, number));
    if (row === undefined) throw new Error(`there is no lot ${number}`);
    return row.id;
  }

  return { db, siteId, connectionId, first, second, lead, finance, services, hear, employ, send, does, operationIds, unitId, lotId };
}

/** The site and its connection, before the ERP has told anything. */
async function found(db: Database): Promise<{ siteId: string; connectionId: string }> {
  const [siteId, connectionId] = [newId(), newId()];
  await db.insert(site).values({ id: siteId, code: CODE, name: "Site A", timeZone: "Europe/Berlin", currency: "USD", overrideCapPct: decimal("0.05"), signedOverrides: false });
  await db.insert(connection).values({ id: connectionId, code: "ERP", name: "ERP", adapter: "rest", settings: {} });
  await db.insert(connectionSite).values({ connectionId, siteId, erpCode: CODE });
  await db.transaction(async (tx) => {
    await seedReasons(tx, siteId);
    await seedPolicies(tx, siteId, connectionId);
  });
  return { siteId, connectionId };
}

/** The first instant of the example plus hours, as text with up to two decimals: "1.10" is 66 minutes. */
export function after(hours: string, start: Date = new Date("2026-03-17T06:00:00Z")): Date {
  return new Date(start.getTime() + decimal(hours).times(3_600_000).toNumber());
}
