import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { equipment, person, site, workUnitQualification } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { missingCapabilities } from "@/lib/commands/execution/store";
import { newId } from "@/lib/platform/ids";
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

it("EX-15 a site gets the company's number of GS1, keeps it where the file says nothing, and takes no other text for it", async () => {
  const plant = { code: "PACKS", name: "Packs", timeZone: "UTC", currency: "EUR" };
  const prefix = async () => (await database.db.select({ prefix: site.gs1CompanyPrefix }).from(site).where(eq(site.code, "PACKS")))[0]?.prefix;
  await applyCompany(database.db, secret, CompanyFile.parse({ sites: [{ ...plant, gs1CompanyPrefix: "4012345" }] }));
  await applyCompany(database.db, secret, CompanyFile.parse({ sites: [{ ...plant, name: "Packing" }] }));
  expect(await prefix()).toBe("4012345");
  expect(CompanyFile.safeParse({ sites: [{ ...plant, gs1CompanyPrefix: "40 12345" }] }).error?.issues[0]?.message).toBe("must be the 6 to 12 digits of the GS1 company prefix");
});

it("EX-01 qualifications of people and machines become what the file says, and what it does not say stays", async () => {
  await applyCompany(database.db, secret, example);
  const [known] = await database.db.select({ id: site.id }).from(site).where(eq(site.code, "PLANT-1"));
  const siteId = known?.id ?? "";
  const [line, other, unit] = [newId(), newId(), newId()];
  await database.db.insert(equipment).values([
    { id: line, siteId, code: "L1", name: "Line 1", level: "WORK_CENTRE", type: "PRODUCTION_LINE" },
    { id: other, siteId, code: "L2", name: "Line 2", level: "WORK_CENTRE", type: "PRODUCTION_LINE" },
  ]);
  await database.db.insert(equipment).values({ id: unit, siteId, parentId: line, code: "L1.FILLER", name: "Filler", level: "WORK_UNIT", type: "UNIT" });
  const machines = { workUnits: [{ site: "PLANT-1", code: "L1.FILLER", capabilities: ["FILLER"], qualifiedFor: [{ workCentre: "L2" }] }] };
  await applyCompany(database.db, secret, CompanyFile.parse(machines));
  await applyCompany(database.db, secret, CompanyFile.parse({ workUnits: [{ site: "PLANT-1", code: "L1.FILLER", parallelOperations: true }] }));
  const [operator] = await database.db.select({ id: person.id }).from(person).where(eq(person.number, "P-0001"));
  await database.db.transaction(async (tx) => {
    expect((await tx.select().from(equipment).where(eq(equipment.id, unit)))[0]).toMatchObject({ capabilities: ["FILLER"], parallelOperations: true });
    expect(await tx.select().from(workUnitQualification)).toMatchObject([{ workCentreId: other, workUnitId: unit, itemId: null }]);
    // The guard of a start reads these: qualified until the day in the file, not after it.
    expect(await missingCapabilities(tx, operator?.id ?? "", unit, new Date("2027-01-01T00:00:00Z"))).toEqual([]);
    expect(await missingCapabilities(tx, operator?.id ?? "", unit, new Date("2028-01-01T00:00:00Z"))).toEqual(["FILLER"]);
  });
  const gone = CompanyFile.parse({ workUnits: [{ site: "PLANT-1", code: "L1.NOTHING", capabilities: [] }] });
  await expect(applyCompany(database.db, secret, gone)).rejects.toThrow("There is no work unit L1.NOTHING");
});
