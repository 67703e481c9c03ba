import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routingOperation, routingVersion } from "@/db/schema/engineering";
import { instruction, instructionFile } from "@/db/schema/instruction";
import { equipment, item, site } from "@/db/schema/reference";
import { seedDemo } from "@/db/seed/demo";
import { DEMO_INSTRUCTIONS } from "@/db/seed/demo-instructions";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { decimal, ONE, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { demoRouting } from "@/lib/sandbox/company/routings";
import { writeDemoInstructions } from "./demo-instructions";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  const erp = { url: "http://127.0.0.1:4100", key: "key-of-the-sandbox", webhookSecret: "webhook-secret-of-the-sandbox" };
  await seedDemo({ databaseUrl: database.url, secret: "s".repeat(32), speed: 1, erp });
});
afterAll(() => database.close());

/** Items and routings as the sandbox ERP tells them. */
async function tellItems(): Promise<void> {
  const { db } = database;
  const sites = new Map((await db.select({ id: site.id, code: site.code }).from(site)).map((row) => [row.code, row.id]));
  const centres = await db.select({ id: equipment.id, code: equipment.code, siteId: equipment.siteId }).from(equipment);
  for (const { site: code, item: itemCode } of DEMO_INSTRUCTIONS) {
    const siteId = sites.get(code) ?? "";
    const [itemId, versionId] = [newId(), newId()];
    await db.insert(item).values({ id: itemId, siteId, code: itemCode });
    await db.insert(routingVersion).values({ id: versionId, siteId, itemId, version: "1", erpVersion: 1, status: "ACTIVE", validFrom: new Date(0) });
    for (const step of demoRouting(code, itemCode)) {
      const workCentreId = centres.find((one) => one.siteId === siteId && one.code === step.workCentre)?.id ?? "";
      const hours = { setupMachineHours: ZERO, setupLabourHours: ZERO, runMachineHours: ZERO, runLabourHours: ZERO };
      await db
        .insert(routingOperation)
        .values({ id: newId(), siteId, routingVersionId: versionId, opNo: step.operation, name: step.text, workCentreId, ...hours, yield: ONE, crew: decimal(step.crew) });
    }
  }
}

describe("the demo's instructions", () => {
  it("wait for the ERP's items, are written once with their drawings, and gate nothing where the journeys mix and pasteurise", async () => {
    const { db, url } = database;
    expect(await writeDemoInstructions(url, 0)).toBe(0);
    await tellItems();
    expect(await writeDemoInstructions(url, 0)).toBe(DEMO_INSTRUCTIONS.length);
    expect(await writeDemoInstructions(url, 0)).toBe(0);
    const rows = await db.select().from(instruction);
    expect(rows.map(({ title, state }) => [title, state]).toSorted()).toEqual(DEMO_INSTRUCTIONS.map(({ title }) => [title, "PUBLISHED"]).toSorted());
    expect(await db.$count(instructionFile)).toBe(2);
    expect(rows.filter(({ gate, opNo }) => gate !== "NONE" && opNo < 30)).toEqual([]);
  });
});
