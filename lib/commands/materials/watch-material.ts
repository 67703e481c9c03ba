import "server-only";
import { and, asc, eq, gt, inArray, isNotNull, or, sql } from "drizzle-orm";
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
import { ceilToUom, floorToUom } from "@/lib/domain/shared/quantity";
import { RECURS_SECONDS } from "@/lib/domain/shared/recurrence";
import { newId } from "@/lib/platform/ids";

const SHORT = "MATERIAL_SHORT";
/** Somebody works on it, or will soon go on. */
const LOADED = ["SETUP", "RUNNING", "PAUSED"] as const;

/**
 * §2.5: calls the lead where what may be taken within reach of a machine does not cover what its operation takes in the next hour, and ends the call once it does,
 * or once nothing of it is needed there any more. Answers how many operations it changed something of.
 */
export async function watchMaterial(services: Services): Promise<number> {
  const { db, clock } = services;
  const now = clock.now();
  const called = sql`exists (select from ${exception} where ${and(eq(exception.siteId, orderOperation.siteId), eq(exception.class, SHORT), isOpenException)} and ${exception.detail} ->> 'operationId' = ${orderOperation.id}::text)`;
  const operations = await db
    .select({ id: orderOperation.id, siteId: orderOperation.siteId, siteCode: site.code })
    .from(orderOperation)
    .innerJoin(site, eq(site.id, orderOperation.siteId))
    .where(or(and(inArray(orderOperation.state, [...LOADED]), isNotNull(orderOperation.workUnitId)), called))
    .orderBy(asc(orderOperation.id));
  return eachApart(
    operations,
    "the material of an operation could not be looked at",
    ({ id }) => ({ operation: id }),
    async ({ id, siteId, siteCode }) => {
      if (!changes(await lookedAt(db, id, now))) return 0;
      const worker = systemActor("worker", ["override.approve"], [{ siteId, code: siteCode }]);
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
  async run({ tx, at }, { operationId }) {
    // Two workers may look at once.
    await tx.select({ id: orderOperation.id }).from(orderOperation).where(eq(orderOperation.id, operationId)).for("no key update");
    const seen = await lookedAt(tx, operationId, at);
    const { order, operation } = seen;
    return accept({
      events: [
        ...seen.missing.map(({ subject, ...detail }) =>
          raise({
            class: SHORT,
            severity: 2,
            subject,
            workUnitId: operation.workUnitId,
            orderId: order.id,
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

const changes = ({ missing, covered }: Seen): boolean => missing.length + covered.length > 0;

/** What an operation lacks and nobody was called for, and the calls that are answered by now. */
async function lookedAt(db: Queryable, operationId: string, at: Date) {
  const [found] = await db
    .select({ operation: orderOperation, order: productionOrder })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(eq(orderOperation.id, operationId));
  if (found === undefined) throw new Error(`operation ${operationId} is gone`);
  const { operation, order } = found;
  const short = (LOADED as readonly string[]).includes(operation.state) ? await shortNow(db, operation, at) : [];
  const subjectOf = (code: string) => `${order.number}/${operation.opNo}/${code}`;
  const known = await db
    .select({ id: exception.id, orderId: exception.orderId, subject: exception.subject, open: sql<boolean>`${isOpenException}` })
    .from(exception)
    .where(
      and(
        eq(exception.siteId, operation.siteId),
        eq(exception.class, SHORT),
        sql`${exception.detail} ->> 'operationId' = ${operationId}`,
        // Whoever ended it is bringing it.
        or(isOpenException, gt(exception.resolvedAt, new Date(at.getTime() - RECURS_SECONDS * 1000))),
      ),
    );
  const subjects = short.map((one) => subjectOf(one.item));
  return {
    operation,
    order,
    // A run that is paused uses nothing: it is asked about again when it goes on.
    missing:
      operation.state === "PAUSED" ? [] : short.map((one) => ({ ...one, subject: subjectOf(one.item) })).filter(({ subject }) => !known.some((one) => one.subject === subject)),
    covered: known.filter((one) => one.open && !subjects.includes(one.subject)),
  };
}

/** Items of which less may be taken within reach than the next hour needs, substitutes counted (EX-12). */
async function shortNow(db: Queryable, operation: typeof orderOperation.$inferSelect, at: Date) {
  const rows = await db
    .select({ component: orderComponent, item: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(and(eq(orderComponent.operationId, operation.id), eq(orderComponent.tracked, true), inArray(orderComponent.state, ["OPEN", "PARTIAL"])));
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
