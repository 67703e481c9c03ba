import { and, eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { connection, connectionSite } from "@/db/schema/integration";
import { equipment, person, site, workUnitQualification } from "@/db/schema/reference";
import { shiftProposal } from "@/db/schema/shift-proposal";
import { seedPolicies, seedReasons } from "@/db/seed/seed-site";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import { tendProposals } from "@/lib/commands/planning/tend-proposals";
import type { CommandResult } from "@/lib/commands/refusal";
import { decimal } from "@/lib/domain/shared/decimal";
import { channelPlant, SITE } from "@/lib/integration/testing/channel-plant";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { newId } from "@/lib/platform/ids";

export const SITE_B = "SITE-B";
/** A second cell for machining at the first site: qualified for what is planned on MACH. */
const SECOND_CELL = { workCentre: "MACH2", workUnit: "MACH-9" };

/** What the ERP of these tests knows: Example 1 of domain §4.4 at both sites, its order at the first alone, and a second cell there. */
export function shiftMessages(): InboundMessage[] {
  const atB = example1(SITE_B).filter((message) => message.type !== "erp.order.v1");
  const cell = example1(SITE).find((message) => message.type === "erp.work-centre.v1" && message.data.workCentre === "MACH");
  if (cell?.type !== "erp.work-centre.v1") throw new Error("the example has no MACH");
  const data = { ...cell.data, workCentre: SECOND_CELL.workCentre, units: [{ workUnit: SECOND_CELL.workUnit, text: SECOND_CELL.workUnit, assetNumber: null }] };
  const second: InboundMessage = { ...cell, id: `erp.work-centre.v1:${SITE}/MACH2:1`, subject: `${SITE}/MACH2`, data };
  return [...example1(SITE), ...atB, second];
}

export type ShiftPlant = Awaited<ReturnType<typeof shiftPlant>>;

/** Two sites of one ERP, of which the first has order PO-1001 for 200 FG-100, with the whole channel around them. `tell`: the ERP's messages come by themselves when false. */
export async function shiftPlant(db: Database, erp: Parameters<typeof channelPlant>[1], tell = true) {
  const plant = await channelPlant(db, erp);
  const siteB = newId();
  await db.insert(site).values({ id: siteB, code: SITE_B, name: "Site B", timeZone: "Europe/Berlin", currency: "USD", overrideCapPct: decimal("0.05") });
  await db.insert(connectionSite).values({ connectionId: plant.connectionId, siteId: siteB, erpCode: SITE_B });
  await db.transaction(async (tx) => {
    await seedPolicies(tx, siteB, plant.connectionId);
    await seedReasons(tx, plant.siteId);
  });

  async function poll(): Promise<void> {
    await db.update(connection).set({ lastPolledAt: null });
    await plant.channel.poller().round();
  }
  if (tell) await plant.hear(...shiftMessages());
  else await poll();

  const equipmentId = async (siteId: string, code: string): Promise<string> => {
    const [row] = await db
      .select({ id: equipment.id })
      .from(equipment)
      .where(and(eq(equipment.siteId, siteId), eq(equipment.code, code)));
    if (row === undefined) throw new Error(`there is no ${code}`);
    return row.id;
  };
  const mach = await equipmentId(plant.siteId, "MACH");
  await db.insert(workUnitQualification).values({ workCentreId: mach, workUnitId: await equipmentId(plant.siteId, SECOND_CELL.workUnit), siteId: plant.siteId });

  const someone = (name: string, roles: readonly Role[], sites: readonly string[] = [SITE], personId: string | null = null): Actor => ({
    kind: "PERSON",
    name,
    accountId: newId(),
    personId,
    sessionId: null,
    deviceId: null,
    machineKeyId: null,
    sites: sites.map((code) => ({ siteId: code === SITE ? plant.siteId : siteB, code, roles })),
    permissions: [],
  });
  const operatorId = newId();
  await db.insert(person).values({ id: operatorId, siteId: plant.siteId, number: "0417", name: "Operator 0417", rateClass: "A1", erpVersion: 1 });

  async function send<Input extends CommandHead, Output>(actor: Actor, command: Command<Input, Output>, input: object): Promise<CommandResult<Output>> {
    return execute(plant.services, actor, command, { commandId: newId(), ...input });
  }

  return {
    ...plant,
    siteB,
    poll,
    equipmentId,
    planner: someone("Planner A", ["PLANNER"]),
    /** Sees both sites. */
    both: someone("Planner AB", ["PLANNER"], [SITE, SITE_B]),
    operator: someone("Operator 0417", ["OPERATOR"], [SITE], operatorId),
    someone,
    send,
    /** The same, and it must be accepted; answers its output. */
    async does<Input extends CommandHead, Output>(actor: Actor, command: Command<Input, Output>, input: object): Promise<Output> {
      const result = await send(actor, command, input);
      if (!result.ok) throw new Error(`${command.name} was refused: ${result.code} ${JSON.stringify(result.params)} ${JSON.stringify(result.fields ?? {})}`);
      return result.data;
    },
    async order(number = "PO-1001") {
      const [row] = await db.select().from(productionOrder).where(eq(productionOrder.number, number));
      if (row === undefined) throw new Error(`there is no order ${number}`);
      return row;
    },
    async operations(number = "PO-1001") {
      const rows = await db
        .select({ id: orderOperation.id, opNo: orderOperation.opNo, workCentreId: orderOperation.workCentreId })
        .from(orderOperation)
        .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
        .where(eq(productionOrder.number, number))
        .orderBy(orderOperation.opNo);
      return rows;
    },
    async proposal(id: string) {
      const [row] = await db.select().from(shiftProposal).where(eq(shiftProposal.id, id));
      if (row === undefined) throw new Error(`there is no proposal ${id}`);
      return row;
    },
    /** What the worker does every few seconds. */
    tend: () => tendProposals(plant.services),
    /** What the dispatcher of a worker brings to the ERP until nothing is due. */
    async deliver(): Promise<void> {
      const dispatcher = plant.channel.dispatcher("worker", { random: () => 0, leaseSeconds: 600, parallel: 4 });
      await dispatcher.drain();
    },
  };
}
