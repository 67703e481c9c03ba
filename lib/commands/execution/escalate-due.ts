import "server-only";
import { and, asc, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import { isOpenException } from "@/db/open-exception";
import { exception } from "@/db/schema/exception";
import { site } from "@/db/schema/reference";
import { RAISED, shiftEndOf } from "@/db/shift-end";
import { systemActor } from "@/lib/auth/system-actor";
import { eachApart } from "@/lib/commands/each-apart";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { LEVELS, WITHOUT_SHIFT_SECONDS } from "@/lib/domain/execution/escalation";
import { newId } from "@/lib/platform/ids";
import { escalateException } from "./escalate-exception";

/** Exceptions of one round; what is left is escalated by the next. */
const MOST = 200;

/**
 * §2.5: takes every open exception whose time has come one level further, and answers how many. What missed several levels, because no worker ran,
 * takes one in each round. Whoever settles or takes one in between, or another worker, is seen under its lock: then nothing happens here.
 */
export async function escalateDue(services: Services): Promise<number> {
  const { db, clock } = services;
  const due = await db
    .select({ id: exception.id, siteId: exception.siteId, siteCode: site.code, level: exception.escalationLevel })
    .from(exception)
    .innerJoin(site, eq(site.id, exception.siteId))
    .where(and(isOpenException, or(...LEVELS.map((level) => isDue(level, clock.now())))))
    .orderBy(asc(exception.severity), asc(exception.raisedAt))
    .limit(MOST);
  return eachApart(
    due,
    "an exception could not be escalated",
    ({ id }) => ({ exception: id }),
    async ({ id, siteId, siteCode, level }) => {
      const worker = systemActor("worker", ["exception.end"], [{ siteId, code: siteCode }]);
      const result = await execute(services, worker, escalateException, { commandId: newId(), exceptionId: id, level: level + 1 });
      return result.ok ? 1 : 0;
    },
  );
}

function isDue({ class: kind, level, after, until }: (typeof LEVELS)[number], now: Date): SQL | undefined {
  return and(
    eq(exception.class, kind),
    eq(exception.escalationLevel, level),
    until === "TAKEN" ? isNull(exception.acknowledgedAt) : undefined,
    after === "SHIFT_END"
      ? sql`coalesce(${shiftEndOf(RAISED)}, ${RAISED.raisedAt} + make_interval(secs => ${WITHOUT_SHIFT_SECONDS})) <= ${now.toISOString()}::timestamptz`
      : sql`${RAISED.raisedAt} <= ${new Date(now.getTime() - after * 1000).toISOString()}::timestamptz`,
  );
}
