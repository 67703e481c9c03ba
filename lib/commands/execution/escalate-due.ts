import "server-only";
import { and, asc, eq, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { exception } from "@/db/schema/exception";
import { site } from "@/db/schema/reference";
import { RAISED, shiftEndOf } from "@/db/shift-end";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { LEVELS, WITHOUT_SHIFT_SECONDS } from "@/lib/domain/execution/escalation";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
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
    // As the index of open exceptions says it.
    .where(and(sql`${exception.state} in ('RAISED','ACKNOWLEDGED','IN_PROGRESS')`, or(...LEVELS.map((level) => isDue(level, clock.now())))))
    .orderBy(asc(exception.severity), asc(exception.raisedAt))
    .limit(MOST);
  let escalated = 0;
  for (const { id, siteId, siteCode, level } of due) {
    const worker = systemActor("worker", ["exception.end"], [{ siteId, code: siteCode }]);
    try {
      const result = await execute(services, worker, escalateException, { commandId: newId(), exceptionId: id, level: level + 1 });
      if (result.ok) escalated += 1;
    } catch (fault) {
      // One that cannot be taken further must not keep the others from it; it is tried again in the next round.
      log.error({ err: fault, exception: id }, "an exception could not be escalated");
    }
  }
  return escalated;
}

function isDue({ class: kind, level, after, until }: (typeof LEVELS)[number], now: Date): SQL | undefined {
  return and(
    eq(exception.class, kind),
    eq(exception.escalationLevel, level),
    until === "TAKEN" ? isNull(exception.acknowledgedAt) : undefined,
    after === "SHIFT_END"
      ? sql`coalesce(${shiftEndOf(RAISED)}, ${exception.raisedAt} + make_interval(secs => ${WITHOUT_SHIFT_SECONDS})) <= ${now.toISOString()}::timestamptz`
      : lte(exception.raisedAt, new Date(now.getTime() - after * 1000)),
  );
}
