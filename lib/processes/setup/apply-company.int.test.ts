import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { applyCompany } from "./apply-company";
import { CompanyFile } from "./company-file";

let database: TestDatabase;
const secret = "s".repeat(32);
const example = CompanyFile.parse(JSON.parse(readFileSync("company.example.json", "utf8")));

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("sets a company up from its file, shows codes and keys once, and may be repeated", async () => {
  const first = await applyCompany(database.db, secret, example);
  expect(first.shownOnce).toEqual([expect.stringMatching(/^tablet "Tablet 1": open \/enrol\?code=/), expect.stringMatching(/^machine key "gateway": mr_/)]);
  const second = await applyCompany(database.db, secret, example);
  expect(second.shownOnce).toEqual([]);
  const [counts] =
    await database.sql`select (select count(*)::int from identity.account) as accounts, (select count(*)::int from identity.role_grant) as grants, (select count(*)::int from reference.reason_code where use = 'STOP') as stops`;
  expect(counts).toEqual({ accounts: 3, grants: 3, stops: 12 });
});

it("changes nothing when the file names what does not exist", async () => {
  const wrong = CompanyFile.parse({
    sites: [{ code: "X", name: "X", timeZone: "UTC", currency: "EUR" }],
    people: [{ name: "Q", email: "q@x.example", password: "long-enough-pw", roles: ["PLANNER"], sites: ["NOWHERE"] }],
  });
  await expect(applyCompany(database.db, secret, wrong)).rejects.toThrow("There is no site NOWHERE");
  expect(await database.sql`select 1 from reference.site where code = 'X'`).toHaveLength(0);
});
