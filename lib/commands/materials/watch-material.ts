import "server-only";
import { and, asc, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "@/db/client";
import { freeMaterial } from "@/db/free-material";
import { isOpenException } from "@/db/open-exception";
import { orderComponent, orderOperation, productionOrder } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { item, site } from "@/db/schema/reference";
import { systemActor } from "@/lib/auth/system-actor";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { eachApart } from "@/lib/commands/each-apart";
import { exceptionEnded } from "@/lib/commands/end-exceptions";
import { execute } from "@/lib/commands/execute";
import { raise } from "@/lib/commands/execution/facts";
import { siteOfOperation } from "@/lib/commands/execution/store";
import type { Services } from "@/lib/commands/services";
import { nextHourOf, shortMaterials } from "@/lib/domain/execution/material-readiness";
import { validSubstitutes } from "@/lib/domain/materials/substitutes";
import { ONE, sum, ZERO } from "@/lib/domain/shared/decimal";
import { accept } from "@/lib/domain/shared/decision";
import { groupBy } from "@/lib/domain/shared/group-by";
import { ceilToUom, floorToUom } from "@/lib/domain/shared/quantity";
import { RECURS_SECONDS } from "@/lib/domain/shared/recurrence";
import { newId } from "@/lib/platform/ids";

const SHORT = "MATERIAL_SHORT";
/** It uses material, or will soon: what is paused uses none, and is asked about again when it goes on. As literals, so that the index of loaded operations has them. */
const usesMaterial = sql`${orderOperation.state} in ('SETUP','RUNNING')`;
const LOADED: ReadonlySet<string> = new Set(["SETUP", "RUNNING", "PAUSED"]);

/**
 * §2.5: calls the lead where what may be taken within reach of a machine does not cover what its operation takes in the next hour, and ends the call once it does,
 * or once nothing of it is needed there any more. Answers how many operations it changed something of. A round reads what is loaded and what was called, however
 * much there ever was; what lies within reach it reads for each operation.
 */
export async function watchMaterial(services: Services): Promise<number> {
  const { db, clock } = services;
  const now = clock.now();
  const calls = groupBy(await callsAt(db, now), (call) => call.operationId);
  const loaded = await operationsWhere(db, usesMaterial);
  const read = new Set(loaded.map(({ operation }) => operation.id));
  const others = [...calls].filter(([id, known]) => !read.has(id) && known.some((call) => call.open)).map(([id]) => id);
  const called = others.length === 0 ? [] : await operationsWhere(db, inArray(orderOperation.id, others));
  const operations = [...loaded, ...called];
  const lines = groupBy(
    await linesOf(
      db,
      operations.map(({ operation }) => operation.id),
    ),
    ({ component }) => component.operationId,
  );
  return eachApart(
    operations,
    "the material of an operation could not be looked at",
    ({ operation }) => ({ operation: operation.id }),
    async (one) => {
      const { id, siteId } = one.operation;
      if (!changes(await lookedAt(db, one, calls.get(id) ?? [], lines.get(id) ?? [], now))) return 0;
      const worker = systemActor("worker", ["override.approve"], [{ siteId, code: one.siteCode }]);
      const result = await execute(services, worker, judgeMaterial, { commandId: newId(), operationId: id });
      return result.ok && result.data.changed ? 1 : 0;
    },
  );
}

/** Raises and ends the calls for material of one operation; nothing where somebody was faster. */
const judgeMaterial = defineCommand({
  name: "judge-material",
  permission: "override.approve",
  input: z.strictObject({ ...CommandHeadShape, operationId: z.uuid() }),
  site: (tx, { operationId }) => siteOfOperation(tx, operationId),
  async run({ tx, siteId, at }, { operationId }) {
    // Two workers may look at once.
    await tx.select({ id: orderOperation.id }).from(orderOperation).where(eq(orderOperation.id, operationId)).for("no key update");
    const [found] = await operationsWhere(tx, eq(orderOperation.id, operationId));
    if (found === undefined) throw new Error(`operation ${operationId} is gone`);
    const calls = await callsAt(tx, at, and(eq(exception.siteId, siteId), sql`${exception.detail} ->> 'operationId' = ${operationId}`));
    const seen = await lookedAt(tx, found, calls, await linesOf(tx, [operationId]), at);
    const { operation } = found;
    return accept({
      events: [
        ...seen.missing.map(({ subject, ...detail }) =>
          raise({
            class: SHORT,
            severity: 2,
            subject,
            workUnitId: operation.workUnitId,
            orderId: operation.orderId,
            owner: "LEAD",
            detail: { ...detail, operationId, opNo: operation.opNo },
          }),
        ),
        ...seen.covered.map(exceptionEnded),
      ],
      output: { changed: changes(seen) },
    });
  },
});

type Seen = Awaited<ReturnType<typeof lookedAt>>;
type Call = Awaited<ReturnType<typeof callsAt>>[number];
type Watched = Awaited<ReturnType<typeof operationsWhere>>[number];
type Line = Awaited<ReturnType<typeof linesOf>>[number];

const changes = ({ missing, covered }: Seen): boolean => missing.length + covered.length > 0;

/** Calls for material that are open, and those that ended so lately that whoever ended them is bringing it. */
async function callsAt(db: Queryable, at: Date, which?: SQL) {
  return db
    .select({
      id: exception.id,
      orderId: exception.orderId,
      subject: exception.subject,
      open: sql<boolean>`${isOpenException}`,
      operationId: sql<string>`${exception.detail} ->> 'operationId'`,
    })
    .from(exception)
    .where(and(eq(exception.class, SHORT), or(isOpenException, gt(exception.resolvedAt, new Date(at.getTime() - RECURS_SECONDS * 1000))), which));
}

async function operationsWhere(db: Queryable, which: SQL) {
  return db
    .select({ operation: orderOperation, orderNumber: productionOrder.number, siteCode: site.code })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(site, eq(site.id, orderOperation.siteId))
    .where(which)
    .orderBy(asc(orderOperation.id));
}

/** Lines of operations that still need something of a lot. */
async function linesOf(db: Queryable, operationIds: readonly string[]) {
  if (operationIds.length === 0) return [];
  return db
    .select({ component: orderComponent, item: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(and(inArray(orderComponent.operationId, [...operationIds]), eq(orderComponent.tracked, true), inArray(orderComponent.state, ["OPEN", "PARTIAL"])));
}

/** What an operation lacks and nobody was called for, and the calls that are answered by now. */
async function lookedAt(db: Queryable, { operation, orderNumber }: Watched, calls: readonly Call[], lines: readonly Line[], at: Date) {
  const short = LOADED.has(operation.state) ? await shortNow(db, operation, lines, at) : [];
  const named = short.map((one) => ({ ...one, subject: `${orderNumber}/${operation.opNo}/${one.item}` }));
  return {
    // A run that is paused uses nothing: it is asked about again when it goes on.
    missing: operation.state === "PAUSED" ? [] : named.filter(({ subject }) => !calls.some((call) => call.subject === subject)),
    covered: calls.filter((call) => call.open && !named.some(({ subject }) => subject === call.subject)),
  };
}

/** Items of which less may be taken within reach than the next hour needs, substitutes counted (EX-12). */
async function shortNow(db: Queryable, operation: Watched["operation"], rows: readonly Line[], at: Date) {
  const lines = rows.map(({ component, item: code }) => ({ code, component, instead: validSubstitutes(component.substitutes, at) }));
  const free = await freeMaterial(db, { siteId: operation.siteId, workUnitId: operation.workUnitId, at }, [
    ...new Set(lines.flatMap(({ component, instead }) => [component.itemId, ...instead.map((one) => one.itemId)])),
  ]);
  const freeOf = (itemId: string) => free.get(itemId) ?? ZERO;
  const there = (code: string) => {
    const line = lines.find((one) => one.code === code);
    return line === undefined ? ZERO : sum([freeOf(line.component.itemId), ...line.instead.map((one) => freeOf(one.itemId).div(one.factor))]);
  };
  const needs = lines.map(({ code, component }) =>
    nextHourOf(
      {
        item: code,
        required: component.required,
        issued: component.issued.minus(component.returned),
        perUnit: component.quantityPer.times(ONE.plus(component.scrapFactor)),
        byConfirmation: component.issueMode === "BACKFLUSH",
      },
      { processed: operation.processed, hoursPerUnit: operation.runMachineHours },
    ),
  );
  return shortMaterials(needs, there).flatMap((one) => {
    const component = lines.find(({ code }) => code === one.item)?.component;
    if (component === undefined) return [];
    // Nobody fetches a part of a piece.
    const uom = { code: component.uom, decimals: component.decimals };
    return [{ item: one.item, needed: ceilToUom(one.needed, uom).toFixed(), free: floorToUom(one.free, uom).toFixed(), uom: uom.code }];
  });
}
