import { readFileSync } from "node:fs";
import { and, asc, eq, like, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { account, auditEntry, roleGrant } from "@/db/schema/identity";
import { equipmentIdealRate } from "@/db/schema/equipment-history";
import { equipment, item, person, reasonCode, site, workUnitQualification } from "@/db/schema/reference";
import { source, tag } from "@/db/schema/telemetry-source";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { missingCapabilities } from "@/lib/commands/execution/store";
import { changeRole } from "@/lib/commands/identity/change-role";
import { after, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { systemClock } from "@/lib/platform/clock";
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
  expect(counts).toEqual({ accounts: 6, grants: 6, stops: 12 });
});

it("changes nothing when the file names what does not exist", async () => {
  const wrong = CompanyFile.parse({
    sites: [{ code: "X", name: "X", timeZone: "UTC", currency: "EUR" }],
    people: [{ name: "Q", email: "q@x.example", password: "long-enough-pw", roles: ["PLANNER"], sites: ["NOWHERE"] }],
  });
  await expect(applyCompany(database.db, secret, wrong)).rejects.toThrow("There is no site NOWHERE");
  expect(await database.sql`select 1 from reference.site where code = 'X'`).toHaveLength(0);
});

it("SEC-09 who gets or loses a role by the file stands in the audit trail once, and what stays was granted when it was", async () => {
  const apply = (roles: readonly string[]) =>
    applyCompany(
      database.db,
      secret,
      CompanyFile.parse({
        sites: [{ code: "ROLES", name: "Roles", timeZone: "UTC", currency: "EUR" }],
        people: [{ name: "R", email: "r@x.example", password: "long-enough-pw", roles, sites: ["ROLES"] }],
      }),
    );
  const told = async () =>
    (
      await database.db
        .select({ action: auditEntry.action, role: sql<string>`${auditEntry.detail} ->> 'role'`, outcome: auditEntry.outcome })
        .from(auditEntry)
        .where(and(like(auditEntry.action, "role.%"), eq(auditEntry.siteId, placeId)))
    )
      .map(({ action, role, outcome }) => `${action} ${role} ${outcome}`)
      .toSorted();
  await apply(["PLANNER", "FINANCE"]);
  const placeId = (await database.db.select().from(site).where(eq(site.code, "ROLES")))[0]?.id ?? "";
  const granted = async () => database.db.select().from(roleGrant).where(eq(roleGrant.siteId, placeId)).orderBy(asc(roleGrant.role));
  const [finance, planner] = await granted();
  await apply(["PLANNER", "FINANCE"]);
  expect(await granted()).toEqual([finance, planner]);
  await apply(["PLANNER", "QUALITY_MANAGER"]);
  expect(await granted()).toMatchObject([planner ?? {}, { role: "QUALITY_MANAGER" }]);
  expect(await told()).toEqual(["role.granted FINANCE DONE", "role.granted PLANNER DONE", "role.granted QUALITY_MANAGER DONE", "role.withdrawn FINANCE DONE"]);
});

describe("SEC-07 who may not sign on any more stays away when the file is applied again", () => {
  const file = (code: string, more: { readonly active?: boolean } = {}) =>
    CompanyFile.parse({
      sites: [{ code, name: code, timeZone: "UTC", currency: "EUR" }],
      people: [{ name: "Fitter", number: "77", badge: `b-${code}`, pin: "123456", roles: ["OPERATOR"], sites: [code], ...more }],
    });
  const apply = async (code: string, more?: { readonly active?: boolean }) => (await applyCompany(database.db, secret, file(code, more))).leftAlone;
  const fitter = async (code: string) => {
    const [row] = await database.db
      .select({ accountId: account.id, active: account.active, version: account.securityVersion, personId: person.id, rateClass: person.rateClass, employed: person.active })
      .from(account)
      .innerJoin(person, eq(person.id, account.personId))
      .innerJoin(site, eq(site.id, person.siteId))
      .where(eq(site.code, code));
    if (row === undefined) throw new Error(`nobody stands in the file of ${code}`);
    return row;
  };

  it("an account that is closed, with a line in the report that says how it is opened; the file opens and closes it only where it says so", async () => {
    await apply("SHUT");
    const { accountId } = await fitter("SHUT");
    await database.db.update(account).set({ active: false }).where(eq(account.id, accountId));
    expect(await apply("SHUT")).toEqual(['person Fitter: the account is closed: it stays closed. Write "active": true to open it again.']);
    expect(await fitter("SHUT")).toMatchObject({ active: false, version: 0 });
    expect(await apply("SHUT", { active: true })).toEqual([]);
    expect(await fitter("SHUT")).toMatchObject({ active: true });
    // Who was signed on is not any more, and applying the same once more ends no session.
    const { version } = await fitter("SHUT");
    expect(await apply("SHUT", { active: false })).toEqual([]);
    expect(await apply("SHUT", { active: false })).toEqual([]);
    expect(await fitter("SHUT")).toMatchObject({ active: false, version: version + 1 });
    const told = await database.db
      .select({ action: auditEntry.action, detail: auditEntry.detail })
      .from(auditEntry)
      .where(and(eq(auditEntry.subject, `account/${accountId}`), like(auditEntry.action, "account.%")))
      .orderBy(asc(auditEntry.at), asc(auditEntry.id));
    expect(told).toEqual([
      { action: "account.opened", detail: { by: "company file" } },
      { action: "account.closed", detail: { by: "company file" } },
    ]);
  });

  it("somebody of whom the ERP says that they have left, and their rate class stays the ERP's", async () => {
    await apply("LEFT");
    const { personId } = await fitter("LEFT");
    await database.db.update(person).set({ active: false, rateClass: "B7", erpVersion: 3 }).where(eq(person.id, personId));
    expect(await apply("LEFT")).toEqual(["person Fitter: the ERP says that they do not work here: they can't sign on until it says otherwise."]);
    expect(await fitter("LEFT")).toMatchObject({ employed: false, rateClass: "B7" });
  });
});

describe("SEC-12 what was signed in the browser about somebody's roles stands", () => {
  const file = (code: string, roles: readonly string[]) =>
    CompanyFile.parse({
      sites: [{ code, name: code, timeZone: "UTC", currency: "EUR" }],
      people: [{ name: `R of ${code}`, email: `r@${code.toLowerCase()}.example`, password: "long-enough-pw", roles, sites: [code] }],
    });
  /** A site with somebody of these roles, and whoever looks after its users. */
  const desk = async (code: string, roles: readonly string[]) => {
    const apply = async (now: readonly string[]) => (await applyCompany(database.db, secret, file(code, now))).leftAlone;
    await apply(roles);
    const siteId = (await database.db.select().from(site).where(eq(site.code, code)))[0]?.id ?? "";
    const accountId =
      (
        await database.db
          .select()
          .from(account)
          .where(eq(account.name, `R of ${code}`))
      )[0]?.id ?? "";
    const by = newId();
    await database.db.insert(account).values({ id: by, name: `Administrator of ${code}`, createdAt: new Date() });
    await database.db.insert(roleGrant).values({ accountId: by, siteId, role: "SYSTEM_ADMIN", grantedAt: new Date() });
    const admin: Actor = {
      kind: "PERSON",
      name: `Administrator of ${code}`,
      accountId: by,
      personId: null,
      sessionId: null,
      deviceId: null,
      machineKeyId: null,
      sites: [{ siteId, code, roles: ["SYSTEM_ADMIN"] }],
      permissions: [],
      signing: { name: `Administrator of ${code}` },
    };
    const services = { db: database.db, clock: systemClock, tellLive: () => undefined, wakeOutbox: () => undefined };
    const change = async (how: "GRANT" | "WITHDRAW", role: string) =>
      expect(await execute(services, admin, changeRole, { commandId: newId(), accountId, siteId, role, change: how, reason: "Covers the night" })).toMatchObject({ ok: true });
    const held = async () =>
      (await database.db.select().from(roleGrant).where(eq(roleGrant.accountId, accountId)).orderBy(asc(roleGrant.role))).map(({ role, grantedBy }) => [role, grantedBy === by]);
    return { apply, change, held };
  };

  it("a role that was withdrawn stays away, whatever the file says, until it is granted there again", async () => {
    const { apply, change, held } = await desk("GONE", ["PLANNER", "FINANCE"]);
    expect(await apply(["PLANNER", "FINANCE"])).toEqual([]);
    await change("WITHDRAW", "FINANCE");
    const said = ["person R of GONE: FINANCE at GONE is in the file and was withdrawn in the browser: it stays withdrawn. Grant it under People and roles."];
    expect(await apply(["PLANNER", "FINANCE"])).toEqual(said);
    expect(await apply(["PLANNER", "FINANCE"])).toEqual(said);
    expect(await held()).toEqual([["PLANNER", false]]);
    expect(await apply(["PLANNER"])).toEqual([]);
    await change("GRANT", "FINANCE");
    expect(await apply(["PLANNER", "FINANCE"])).toEqual([]);
    expect(await held()).toEqual([
      ["FINANCE", true],
      ["PLANNER", false],
    ]);
  });

  it("a role that was granted stays, though the file does not name it, until it is withdrawn there", async () => {
    const { apply, change, held } = await desk("MORE", ["PLANNER"]);
    await change("GRANT", "LEAD");
    expect(await apply(["PLANNER"])).toEqual(["person R of MORE: LEAD at MORE is not in the file and was granted in the browser: it stays. Withdraw it under People and roles."]);
    expect(await held()).toEqual([
      ["LEAD", true],
      ["PLANNER", false],
    ]);
    await change("WITHDRAW", "LEAD");
    expect(await apply(["PLANNER"])).toEqual([]);
    expect(await held()).toEqual([["PLANNER", false]]);
  });

  it("SEC-01 the file gives whoever was made a user administrator no business role beside it", async () => {
    const { apply, change, held } = await desk("ALONE", ["PLANNER"]);
    await change("WITHDRAW", "PLANNER");
    await change("GRANT", "SYSTEM_ADMIN");
    expect(await apply(["FINANCE"])).toEqual([
      "person R of ALONE: SYSTEM_ADMIN at ALONE is not in the file and was granted in the browser: it stays. Withdraw it under People and roles.",
      "person R of ALONE: FINANCE at ALONE is in the file and can't stand beside what was granted in the browser: a user administrator has no business roles (SEC-01). It was not granted.",
    ]);
    expect(await held()).toEqual([["SYSTEM_ADMIN", true]]);
  });
});

it("EX-15 a site gets the company's number of GS1, keeps it where the file says nothing, and takes no other text for it", async () => {
  const plant = { code: "PACKS", name: "Packs", timeZone: "UTC", currency: "EUR" };
  const prefix = async () => (await database.db.select({ prefix: site.gs1CompanyPrefix }).from(site).where(eq(site.code, "PACKS")))[0]?.prefix;
  await applyCompany(database.db, secret, CompanyFile.parse({ sites: [{ ...plant, gs1CompanyPrefix: "4012345" }] }));
  await applyCompany(database.db, secret, CompanyFile.parse({ sites: [{ ...plant, name: "Packing" }] }));
  expect(await prefix()).toBe("4012345");
  expect(CompanyFile.safeParse({ sites: [{ ...plant, gs1CompanyPrefix: "40 12345" }] }).error?.issues[0]?.message).toBe("must be the 6 to 12 digits of the GS1 company prefix");
});

it("§2.5 ST-03 a site's own reasons stand in their groups with names in each language; what left a list is offered no longer, and other lists stay", async () => {
  const plant = { code: "OWN", name: "Own", timeZone: "UTC", currency: "EUR" };
  const apply = (reasons: object) => applyCompany(database.db, secret, CompanyFile.parse({ sites: [{ ...plant, issueOrder: "FIFO", reasons }] }));
  const [jam, worn, power] = [
    { code: "JAM", name: "Jam", names: { de: "Stau", es: "Atasco" } },
    { code: "WORN", name: "Worn out", comment: true },
    { code: "POWER", name: "No power", class: "EXTERNAL", valuation: "NORMAL" },
  ];
  const drive = { code: "DRIVE", name: "Drive", names: { de: "Antrieb" }, class: "FAILURE", valuation: "ABNORMAL", reasons: [jam, worn] };
  await apply({ stop: [drive, power], defect: [{ code: "D1", name: "Dent" }] });
  const [own] = await database.db.select().from(site).where(eq(site.code, "OWN"));
  expect(own?.issueOrder).toBe("FIFO");
  const listed = async (use: "STOP" | "SCRAP" | "DEFECT") =>
    database.db
      .select({
        code: reasonCode.code,
        names: reasonCode.names,
        class: reasonCode.class,
        valuation: reasonCode.valuation,
        comment: reasonCode.requiresComment,
        groups: reasonCode.groups,
      })
      .from(reasonCode)
      .where(and(eq(reasonCode.siteId, own?.id ?? ""), eq(reasonCode.use, use), eq(reasonCode.active, true)))
      .orderBy(asc(reasonCode.position));
  const groups = [{ code: "DRIVE", name: "Drive", names: { de: "Antrieb" } }];
  expect(await listed("STOP")).toEqual([
    { code: "JAM", names: { de: "Stau", es: "Atasco" }, class: "FAILURE", valuation: "ABNORMAL", comment: false, groups },
    { code: "WORN", names: {}, class: "FAILURE", valuation: "ABNORMAL", comment: true, groups },
    { code: "POWER", names: {}, class: "EXTERNAL", valuation: "NORMAL", comment: false, groups: [] },
  ]);
  expect((await listed("SCRAP")).map(({ code }) => code)).toContain("FILL");
  expect(await listed("DEFECT")).toMatchObject([{ code: "D1", class: "QUALITY" }]);
  await apply({ stop: [power, { ...drive, reasons: [jam] }] });
  expect((await listed("STOP")).map(({ code }) => code)).toEqual(["POWER", "JAM"]);
  await apply({});
  expect((await listed("STOP")).map(({ code }) => code)).toEqual(["POWER", "JAM"]);
});

it.each([
  ["a stop without a class", { stop: [{ code: "JAM", name: "Jam", valuation: "NORMAL" }] }, "JAM needs class and valuation, its own or of its group (ST-03)"],
  [
    "one code twice, whatever its group",
    {
      scrap: [
        { code: "A", name: "A" },
        { code: "G", name: "G", reasons: [{ code: "A", name: "A" }] },
      ],
    },
    "A is there twice",
  ],
  ["an empty list", { correction: [] }, "a list needs reasons; left out, the list stays as it is"],
  ["an empty group", { scrap: [{ code: "G", name: "G", reasons: [] }] }, "a group needs reasons"],
  ["a code in small letters", { scrap: [{ code: "a b", name: "A" }] }, "must be 1 to 40 capital letters, digits, dots, dashes or underlines"],
  [
    "groups below groups below groups",
    { scrap: [{ code: "G1", name: "1", reasons: [{ code: "G2", name: "2", reasons: [{ code: "G3", name: "3", reasons: [{ code: "A", name: "A" }] }] }] }] },
    "A lies below 3 groups: a tablet opens 2",
  ],
])("§2.5 says what is wrong with a list of reasons: %s", (_, reasons, message) => {
  const read = CompanyFile.safeParse({ sites: [{ code: "OWN", name: "Own", timeZone: "UTC", currency: "EUR", reasons }] });
  expect(read.error?.issues.map((issue) => issue.message)).toContain(message);
});

it("KP-01 says so where an item is given two rates: one of them would be lost", () => {
  const idealRates = ["4800", "2400"].map((unitsPerHour) => ({ item: "FG-1", unitsPerHour }));
  const read = CompanyFile.safeParse({ workUnits: [{ site: "PLANT-1", code: "L1.FILLER", idealRates }] });
  expect(read.error?.issues.map(({ path, message }) => [path, message])).toEqual([[["workUnits", 0, "idealRates"], "an item has one rate: what it was before is kept"]]);
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
  await applyCompany(
    database.db,
    secret,
    CompanyFile.parse({
      workUnits: [{ site: "PLANT-1", code: "L1.FILLER", parallelOperations: true, microStopSeconds: 45, microStopMode: "AVAILABILITY_LOSS", sampleIntervalSeconds: 30 }],
    }),
  );
  const itemId = newId();
  await database.db.insert(item).values({ id: itemId, siteId, code: "FG-1" });
  const fast = { site: "PLANT-1", code: "L1.FILLER", constraint: true as const, idealRates: [{ item: "FG-1", unitsPerHour: "4800" }] };
  await applyCompany(database.db, secret, CompanyFile.parse({ workUnits: [fast] }));
  await applyCompany(database.db, secret, CompanyFile.parse({ workUnits: [fast] }));
  expect((await database.db.select().from(equipment).where(eq(equipment.id, line)))[0]?.constraintUnitId).toBe(unit);
  expect((await database.db.select().from(equipmentIdealRate)).map((row) => [row.workUnitId, row.itemId, row.unitsPerHour?.toFixed()])).toEqual([[unit, itemId, "4800"]]);
  const [operator] = await database.db.select({ id: person.id }).from(person).where(eq(person.number, "P-0001"));
  await database.db.transaction(async (tx) => {
    expect((await tx.select().from(equipment).where(eq(equipment.id, unit)))[0]).toMatchObject({
      capabilities: ["FILLER"],
      parallelOperations: true,
      microStopSeconds: 45,
      microStopMode: "AVAILABILITY_LOSS",
      sampleIntervalSeconds: 30,
    });
    expect(await tx.select().from(workUnitQualification)).toMatchObject([{ workCentreId: other, workUnitId: unit, itemId: null }]);
    // The guard of a start reads these: qualified until the day in the file, not after it.
    expect(await missingCapabilities(tx, operator?.id ?? "", unit, new Date("2027-01-01T00:00:00Z"))).toEqual([]);
    expect(await missingCapabilities(tx, operator?.id ?? "", unit, new Date("2028-01-01T00:00:00Z"))).toEqual(["FILLER"]);
  });
  // TR-04: what a parameter has to keep to, and how often it is told.
  const temp = { address: "plant-1/a/l1/filler", name: "temp", workUnit: "L1.FILLER", kind: "PARAMETER", low: "18", high: "25.5", sampleIntervalSeconds: 60 };
  await applyCompany(database.db, secret, CompanyFile.parse({ sources: [{ site: "PLANT-1", code: "plant-json", kind: "PLAIN_JSON", topicFilter: "plant-1/#", tags: [temp] }] }));
  const limits = (await database.db.select().from(tag).where(eq(tag.name, "temp"))).map((row) => [row.lowerLimit?.toFixed(), row.upperLimit?.toFixed(), row.sampleIntervalSeconds]);
  expect(limits).toEqual([["18", "25.5", 60]]);
  const gone = CompanyFile.parse({ workUnits: [{ site: "PLANT-1", code: "L1.NOTHING", capabilities: [] }] });
  await expect(applyCompany(database.db, secret, gone)).rejects.toThrow("There is no work unit L1.NOTHING");
});

it("TR-04 what quality is called for ends with the limits that the file takes away, and goes on under others", async () => {
  const own = await testDatabase();
  try {
    const plant = await telemetryPlant(own.db);
    const hear = (at: number, value: number) => plant.hear([["filling/l1/capper/param", { seq: at, ts: after(at), parameter: "cap-torque", value, quality: "GOOD" }]]);
    const open = async () =>
      (
        await own.sql`select (select count(*)::int from telemetry.breach_window where to_at is null) as windows, (select count(*)::int from telemetry.parameter_alarm where to_at is null) as alarms,
        (select array_agg(state::text) from execution.exception where class = 'QUALITY_FAIL') as states`
      )[0];
    const [held] = await own.db
      .select({ address: tag.address, code: source.code, topicFilter: source.topicFilter })
      .from(tag)
      .innerJoin(source, eq(source.id, tag.sourceId))
      .where(eq(tag.name, "cap-torque"));
    if (held === undefined) throw new Error("The capper has a torque");
    const { address, code, topicFilter } = held;
    const apply = (limits: { readonly low?: string; readonly high?: string }) => {
      const torque = { address, name: "cap-torque", workUnit: "L1.CAPPER", kind: "PARAMETER", ...limits };
      return applyCompany(own.db, secret, CompanyFile.parse({ sources: [{ site: "SITE-A", code, kind: "PLAIN_JSON", topicFilter, tags: [torque] }] }));
    };
    await hear(0, 160);
    await hear(10, 120);
    await apply({ low: "130", high: "180" });
    expect(await open()).toEqual({ windows: 1, alarms: 1, states: ["RAISED"] });
    await apply({});
    expect(await open()).toEqual({ windows: 0, alarms: 0, states: ["RESOLVED"] });
    await hear(20, 120);
    expect(await open()).toEqual({ windows: 0, alarms: 0, states: ["RESOLVED"] });
    await expectRebuilt(own);
  } finally {
    await own.close();
  }
});
