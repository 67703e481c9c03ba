import { and, eq, ne } from "drizzle-orm";
import type { Database } from "@/db/client";
import { equipment, site } from "@/db/schema/reference";
import { stateSample } from "@/db/schema/telemetry";
import { source, tag } from "@/db/schema/telemetry-source";
import { DEMO_SHIFT, type DemoRun } from "@/db/seed/demo-shift";
import { SIMULATED_SITE } from "@/db/seed/simulated-plant";
import { systemActor } from "@/lib/auth/system-actor";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";
import type { Services } from "@/lib/commands/services";
import type { ReportedState } from "@/lib/domain/equipment/equipment-state";
import { emptyBatch } from "@/lib/telemetry/batch";

const HOUR_MS = 3_600_000;
/** The calendar reaches back to the beginning of yesterday, wherever in the day the demo begins. */
const BEFORE_H = -48;
/** Of a set-up the first two thirds are cleaning by plan. */
const CLEANED = 2 / 3;

/** What a machine did from an instant on: so many hours after the demo's start. */
type Said = { readonly atH: number; readonly state: ReportedState };

/**
 * Tells what the demo's machines did before the demo began, as a gateway delivers late what it kept: the ingest function takes it like anything that a machine says. A
 * machine at which nobody was planned says so, and what is told already is told no second time. Answers how many states were stored.
 */
export async function tellDemoMachines(services: Services, beganMs: number): Promise<number> {
  const machines = await machinesOf(services.db);
  const [first] = machines;
  const at = (hours: number): number => beganMs + Math.round(hours * HOUR_MS);
  if (first === undefined || (await services.db.$count(stateSample, and(eq(stateSample.equipmentNumber, first.number), eq(stateSample.at, new Date(at(BEFORE_H)))))) > 0) return 0;
  const batch = emptyBatch();
  const receivedAtMs = services.clock.now().getTime();
  for (const { code, address, name, kind } of machines) {
    for (const [seq, { atH, state }] of saidBy(DEMO_SHIFT.runs.filter((run) => run.workUnit === code)).entries()) {
      const head = { address, atMs: at(atH), seq, message: { topic: address, payload: new TextEncoder().encode(state), receivedAtMs } };
      if (kind === "SPARKPLUG") batch.metrics.push({ ...head, name, value: state, quality: "GOOD", ownTime: true, unit: null, historical: true });
      else batch.states.push({ ...head, state, reason: null });
    }
  }
  const sites = await services.db.select({ siteId: site.id, code: site.code }).from(site);
  const { stored } = await ingestBatch(services, systemActor("telemetry", ["telemetry.write"], sites), batch);
  return stored.states;
}

/** Each machine of the demo company, with how it says its state. */
async function machinesOf(db: Database) {
  return db
    .select({ code: equipment.code, number: equipment.number, address: tag.address, name: tag.name, kind: source.kind })
    .from(tag)
    .innerJoin(equipment, eq(equipment.id, tag.workUnitId))
    .innerJoin(source, eq(source.id, tag.sourceId))
    .innerJoin(site, eq(site.id, tag.siteId))
    .where(and(eq(tag.kind, "STATE"), ne(site.code, SIMULATED_SITE)))
    .orderBy(equipment.number);
}

/** What a machine said over these runs, which follow each other. */
function saidBy(runs: readonly DemoRun[]): Said[] {
  const said = (atH: number, state: ReportedState): Said => ({ atH, state });
  return [
    said(BEFORE_H, "NOT_SCHEDULED"),
    ...runs
      .toSorted((a, b) => a.startH - b.startH)
      .flatMap(({ startH, runH, waited, endH }) => [
        said(startH, "PLANNED_DOWN"),
        said(startH + (runH - startH) * CLEANED, "SETUP"),
        said(runH, "PRODUCING"),
        ...(waited === null ? [] : [said(waited[0], "STARVED"), said(waited[1], "PRODUCING")]),
        // What runs still stands for a break from then until the simulated plant speaks for itself: the demo's start is a full hour.
        endH === null ? said(0, "PLANNED_DOWN") : said(endH, "NOT_SCHEDULED"),
      ]),
  ];
}
