import { and, eq } from "drizzle-orm";
import { reconciliationLine, reconciliationRun } from "@/db/schema/reconciliation";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { execute } from "@/lib/commands/execute";
import { after, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { erpChannel } from "@/lib/commands/integration/erp-channel";
import { createReconciler } from "@/lib/commands/reconciliation/reconciler";
import { startReconciliation } from "@/lib/commands/reconciliation/start-reconciliation";
import type { Services } from "@/lib/commands/services";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { ErpAdapter } from "@/lib/erp/port";
import { restSystem } from "@/lib/erp/rest/adapter";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { type SandboxErp, openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";

const COST_PARTS = ["inTransit", "rejected", "timing", "rate", "quantity", "unexplained"] as const;

export type ComparedPlant = Awaited<ReturnType<typeof comparedPlant>>;

/** The plant of Example 1 and an ERP that it is compared with, on a clock of their own; the ERP's real clock plays no part. */
export async function comparedPlant(database: TestDatabase) {
  const { db } = database;
  const plant = await examplePlant(db);
  let now = after("30");
  let erp: SandboxErp | null = null;
  /** What live screens were told of. */
  const told: { kind: string; id: string }[] = [];
  const services: Services = { ...plant.services, clock: { now: () => now }, tellLive: (changes) => void told.push(...changes) };

  const as = (role: Role): Actor => ({ ...plant.lead, personId: null, name: role, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [role] }] });
  const pass = (seconds: number) => void (now = new Date(now.getTime() + seconds * 1000));
  const sandbox = (): SandboxErp => {
    if (erp === null) throw new Error("the ERP is not open");
    return erp;
  };
  const adapter = (): ErpAdapter => {
    const { url, key, webhookSecret } = sandbox();
    return restSystem.create({ baseUrl: url, timeoutSeconds: 5 }, { apiKey: key, webhookSecrets: [webhookSecret] }, fetchHttp);
  };
  const reconciler = (adapterFor: () => Promise<ErpAdapter> = async () => adapter(), worker = "w1") => createReconciler({ services, worker, adapterFor, pageSize: 1 });
  const start = (role: Role = "IT") => execute(services, as(role), startReconciliation, { commandId: newId(), connectionId: plant.connectionId, siteId: plant.siteId });

  return {
    plant,
    services,
    told,
    as,
    pass,
    /** Sets the clock. */
    goTo: (at: Date) => void (now = at),
    now: () => now,
    reader: () => ({ db, now }),
    /** Starts the ERP with what the plant knows of it; `sameClock`: on the clock of the plant, for what goes by when the ERP booked something. */
    async openErp({ sameClock = false }: { readonly sameClock?: boolean } = {}): Promise<void> {
      erp = await openSandboxErp(sameClock ? { now: () => now } : {});
      for (const { type, data } of example1("SITE-A")) await erp.clerk("POST", "objects", { type, data });
    },
    closeErp: () => sandbox().stop(),
    clerk: (...call: Parameters<SandboxErp["clerk"]>) => sandbox().clerk(...call),
    adapter,
    /** Sends everything that waits. */
    async send(): Promise<void> {
      const channel = erpChannel(services, { adapterFor: async () => adapter() });
      for (let round = 0; round < 60; round += 1) {
        pass(1);
        if ((await channel.dispatcher("worker", { random: () => 0 }).drain()) === 0) return;
      }
    },
    reconciler,
    start,
    /** Asks for a comparison and carries it out; answers the run. */
    async reconcile(with_: ErpAdapter = adapter()): Promise<string> {
      pass(60);
      const started = await start();
      if (!started.ok) throw new Error(started.code);
      if (!(await reconciler(async () => with_).round())) throw new Error("nothing was there to compare");
      return started.data.runId;
    },
    async run(id: string) {
      const [row] = await db.select().from(reconciliationRun).where(eq(reconciliationRun.id, id));
      if (row === undefined) throw new Error("there is no such run");
      return row;
    },
    /** The lines of a run that are no costs, by what they are of, with the four parts of their difference. */
    async linesOf(runId: string) {
      const rows = await db.select().from(reconciliationLine).where(eq(reconciliationLine.runId, runId));
      return rows
        .filter((row) => row.measure !== "COST")
        .map((row) => ({
          what: [row.measure, row.item, row.lot].filter((part) => part !== null).join(" "),
          parts: [row.inTransit, row.rejected, row.timing, row.unexplained].map((part) => part.toFixed()),
          row,
        }))
        .toSorted((a, b) => (a.what < b.what ? -1 : 1));
    },
    /** Its costs that differ, by element and month, with those of their six parts that are not zero. */
    async costsOf(runId: string) {
      const rows = await db
        .select()
        .from(reconciliationLine)
        .where(and(eq(reconciliationLine.runId, runId), eq(reconciliationLine.measure, "COST")));
      return rows
        .map((row) => ({
          what: `${row.element} ${row.period ?? "-"}`,
          parts: Object.fromEntries(COST_PARTS.flatMap((name) => (row[name].isZero() ? [] : [[name, row[name].toFixed(2)]]))),
          row,
        }))
        .toSorted((a, b) => (a.what < b.what ? -1 : 1));
    },
    /** Today's daily run is in the queue as well from six o'clock on: tests ask for their own. */
    async noDaily(): Promise<void> {
      const onDate = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Berlin" }).format(now);
      await db.insert(reconciliationRun).values({
        id: newId(),
        siteId: plant.siteId,
        connectionId: plant.connectionId,
        onDate,
        cause: "DAILY",
        state: "UNSUPPORTED",
        startedAt: new Date("2026-01-01T00:00:00Z"),
        endedAt: now,
      });
    },
  };
}
