import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { reasonCode } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { requestCheck } from "@/lib/commands/quality/request-check";
import { hearPlan } from "@/lib/commands/quality/testing/measured-plant";
import { newId } from "@/lib/platform/ids";
import { dueChecksOf } from "./due-checks";
import { lastNamed, reasonChoices } from "./reason-choices";

let database: TestDatabase;
let plant: ExamplePlant;
let unit: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  unit = await plant.unitId("MACH-1");
});
afterEach(() => database.close());

const reader = () => ({ db: plant.db, now: after("10") });
const stood = (workUnitId: string, hour: number, reasonCode: string | null, supersededAt: Date | null = null) => ({
  id: newId(),
  siteId: plant.siteId,
  workUnitId,
  state: "HELD" as const,
  rawState: "HELD",
  reasonCode,
  source: "PLC" as const,
  fromAt: after(String(hour)),
  toAt: after(String(hour + 0.5)),
  supersededAt,
});

it("counts what this machine stopped for, not what another did, nobody named or was named anew", async () => {
  const other = await plant.unitId("ASSY-2");
  const rows = [
    stood(unit, 1, "MAT-WAIT"),
    stood(unit, 2, "MAT-WAIT"),
    stood(unit, 3, "BRK-MECH"),
    stood(unit, 4, null),
    stood(unit, 5, "BRK-ELEC", after("6")),
    stood(other, 1, "QA-WAIT"),
  ];
  await plant.db.insert(stateInterval).values(rows);
  const { stop, scrap } = await reasonChoices(reader(), plant.siteId, unit);
  const used = stop.filter((one) => one.uses !== 0).map((one) => [one.code, one.uses] as const);
  expect(new Map(used)).toEqual(
    new Map([
      ["MAT-WAIT", 2],
      ["BRK-MECH", 1],
    ] as const),
  );
  expect(stop.length).toBeGreaterThan(used.length);
  expect(scrap.every((one) => one.uses === undefined)).toBe(true);
});

const own = (use: "STOP" | "SCRAP" | "REWORK" | "DEFECT", code: string, more: Partial<typeof reasonCode.$inferInsert> = {}) =>
  plant.db.insert(reasonCode).values({ id: newId(), siteId: plant.siteId, use, code, name: `Plain ${code}`, class: "FAILURE", valuation: "ABNORMAL", ...more });

it("UI-12 names reasons and their groups in the reader's language, and plainly where there is none of it", async () => {
  await own("STOP", "BELT", { names: { de: "Riemen" }, groups: [{ code: "DRIVE", name: "Drive", names: { de: "Antrieb" } }] });
  const belt = async (language?: "de" | "es") => (await reasonChoices({ ...reader(), language }, plant.siteId, unit)).stop.find((one) => one.code === "BELT");
  expect(await belt("de")).toMatchObject({ name: "Riemen", groups: [{ code: "DRIVE", name: "Antrieb" }] });
  expect(await belt("es")).toMatchObject({ name: "Plain BELT", groups: [{ code: "DRIVE", name: "Drive" }] });
  expect(await belt()).toMatchObject({ name: "Plain BELT", groups: [{ code: "DRIVE", name: "Drive" }] });
  const german = await reasonChoices({ ...reader(), language: "de" }, plant.siteId, unit);
  expect(german.scrap.find((one) => one.code === "FILL")?.name).toBe("Füllmenge");
});

it("§2.5 scrap and rework share one list until the site has one for rework", async () => {
  const lists = () => reasonChoices(reader(), plant.siteId, unit);
  expect((await lists()).rework).toBeUndefined();
  await own("REWORK", "POLISH");
  expect((await lists()).rework?.map((one) => one.code)).toEqual(["POLISH"]);
  expect((await lists()).scrap.map((one) => one.code)).not.toContain("POLISH");
});

it("EX-14 names the defects of a due check: by the site's own list, else as scrap of that code is called", async () => {
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await hearPlan(plant, { erpVersion: 1, characteristics: [{ position: 10, name: "Surface", kind: "ATTRIBUTE", acceptNumber: 0, defectCodes: ["DENT", "FILL", "ODD"] }] });
  await plant.does(plant.first, requestCheck, after("0.1"), { plan: "QP-1", operationId });
  const names = async () => (await dueChecksOf({ ...reader(), language: "de" }, operationId))[0]?.characteristics[0]?.defectNames;
  expect(await names()).toEqual({ FILL: "Füllmenge" });
  await own("DEFECT", "DENT", { names: { de: "Delle" } });
  await own("DEFECT", "FILL", { names: { de: "Zu wenig" } });
  expect(await names()).toEqual({ FILL: "Zu wenig", DENT: "Delle" });
});

it("costs the last stops with a reason, not what the machine has ever done", async () => {
  await plant.db.execute(sql`
    insert into telemetry.state_interval (id, site_id, work_unit_id, state, raw_state, reason_code, source, from_at, to_at)
    select gen_random_uuid(), ${plant.siteId}, ${unit}, case when n % 50 = 0 then 'HELD' else 'PRODUCING' end, 'HELD', case when n % 50 = 0 then 'MAT-WAIT' end, 'PLC',
      '2026-01-01'::timestamptz + n * interval '1 minute', '2026-01-01'::timestamptz + (n + 1) * interval '1 minute'
    from generate_series(1, 15000) n`);
  await plant.db.execute(sql`analyze telemetry.state_interval`);
  const last = lastNamed(reader(), unit);
  const plan = JSON.stringify(await plant.db.execute(sql`explain (analyze, buffers, format json) ${plant.db.select().from(last).getSQL()}`));
  expect(plan).toContain("state_interval_reason_ix");
  expect(plan).not.toContain("Seq Scan");
  // 200 entries of the index, not 15,000 rows.
  expect(plan).toContain('"Actual Rows":200');
  const { stop } = await reasonChoices(reader(), plant.siteId, unit);
  expect(stop.find((one) => one.code === "MAT-WAIT")?.uses).toBe(200);
});
