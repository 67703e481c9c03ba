import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { seedDemo } from "./demo";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("sets the demo company up once, and only refreshes the sandbox ERP's address and the plant's speed afterwards", async () => {
  const target = (url: string, speed: number) => ({
    databaseUrl: database.url,
    secret: "s".repeat(32),
    speed,
    erp: { url, key: "key-of-the-sandbox", webhookSecret: "webhook-secret-of-the-sandbox" },
  });
  await seedDemo(target("http://127.0.0.1:4100", 60));
  await seedDemo(target("http://127.0.0.1:4200", 7.5));
  const { sql } = database;
  expect(await sql`select settings->>'baseUrl' as url from integration.connection`).toEqual([{ url: "http://127.0.0.1:4200" }]);
  expect(await sql`select distinct time_factor::float8 as factor from reference.site`).toEqual([{ factor: 7.5 }]);
  const [counts] = await sql`select (select count(*)::int from reference.site) as sites,
    (select count(*)::int from reference.equipment where level = 'WORK_UNIT') as units, (select count(*)::int from reference.person) as people`;
  expect(counts).toEqual({ sites: 2, units: 15, people: 8 });
});
