import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { equipment } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { FOUND_EQUIPMENT, findEquipment } from "./find-equipment";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

const as = (...roles: Role[]) => ({ ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles }] }) as Actor;
const find = async (search: string, { actor = as("PLANNER"), site = null as string | null } = {}) =>
  (await findEquipment({ db: database.db, now: new Date() }, actor, { site, search })).map(({ code }) => code);

describe("the search for lines and machines", () => {
  it("finds by the beginning of the code first, the line before its machines, then by any part of code or name", async () => {
    expect(await find("l1")).toEqual(["L1", "L1.FILLER", "L1.CAPPER"]);
    expect(await find(" L1.C ")).toEqual(["L1.CAPPER"]);
    expect((await find("filler")).slice(0, 2)).toEqual(["L1.FILLER", "L2.FILLER"]);
    await database.db.update(equipment).set({ name: "Große Abfüllung 100%" }).where(eq(equipment.code, "L1.FILLER"));
    expect(await find("große ab")).toEqual(["L1.FILLER"]);
    expect(await find("100%")).toEqual(["L1.FILLER"]);
    expect(await findEquipment({ db: database.db, now: new Date() }, as("PLANNER"), { site: null, search: "l1.filler" })).toMatchObject([
      { line: "L1", site: "SITE-A", isLine: false },
    ]);
  });

  it("finds nothing for less than two letters, and no more than stand beside what else was found", async () => {
    expect(await find("l")).toEqual([]);
    expect(await find("  ")).toEqual([]);
    expect((await find("er")).length).toBeLessThanOrEqual(FOUND_EQUIPMENT);
  });

  it("leaves out what is not in use", async () => {
    await database.db.update(equipment).set({ active: false }).where(eq(equipment.code, "L1.CAPPER"));
    expect(await find("l1")).toEqual(["L1", "L1.FILLER"]);
  });

  it("SEC-02 finds at the reader's own sites alone, and machines only for who may see their stops", async () => {
    expect(await find("l1", { site: "SITE-B" })).toEqual([]);
    expect(await find("mix-7")).toEqual([]);
    expect(await find("l1", { actor: { ...as("PLANNER"), sites: [] } as Actor })).toEqual([]);
    expect(await find("l1", { actor: as("QUALITY_MANAGER") })).toEqual(["L1"]);
    expect(await find("l1", { actor: as("MAINTENANCE") })).toEqual([]);
  });
});
