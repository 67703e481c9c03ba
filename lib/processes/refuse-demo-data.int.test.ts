import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seedDemo } from "@/db/seed/demo";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { refuseDemoData } from "./refuse-demo-data";
import { applyCompany } from "./setup/apply-company";
import { CompanyFile } from "./setup/company-file";

const secret = "s".repeat(32);
let own: TestDatabase;
let demo: TestDatabase;
beforeAll(async () => {
  [own, demo] = [await testDatabase(), await testDatabase()];
});
afterAll(() => Promise.all([own.close(), demo.close()]));

it("SEC-16 lets an empty database and a company's own start without the demo", async () => {
  await expect(refuseDemoData(own.url)).resolves.toBeUndefined();
  await applyCompany(own.db, secret, CompanyFile.parse(JSON.parse(readFileSync("company.example.json", "utf8"))));
  await expect(refuseDemoData(own.url)).resolves.toBeUndefined();
});

it("SEC-16 refuses to start beside the published sign-ins of an earlier demo, and names the way out", async () => {
  await seedDemo({ databaseUrl: demo.url, secret, speed: 1, erp: { url: "http://127.0.0.1:4100", key: "key-of-the-sandbox", webhookSecret: "webhook-secret-of-the-sandbox" } });
  await expect(refuseDemoData(demo.url)).rejects.toThrow(/npm run db:reset/);
  // Switching its connection off or renaming it leaves the passwords where they are.
  await demo.sql`update integration.connection set name = 'Ours', enabled = false`;
  await expect(refuseDemoData(demo.url)).rejects.toThrow(/npm run db:reset/);
});
