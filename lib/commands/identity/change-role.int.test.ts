import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, auditEntry, roleGrant, signature } from "@/db/schema/identity";
import { person, site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { decimal } from "@/lib/domain/shared/decimal";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { peopleWithRoles } from "@/lib/queries/admin/people-with-roles";
import { changeRole } from "./change-role";

let database: TestDatabase;
let plant: ExamplePlant;
let admin: Actor;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  admin = { ...(await plant.employ("0701", "A1", ["SYSTEM_ADMIN"])), signing: { name: "Administrator 0701" } };
});
afterEach(() => database.close());

const change = (by: Actor, of: Actor, how: "GRANT" | "WITHDRAW", role: string, more: object = {}) =>
  plant.send(by, changeRole, after("1"), { accountId: of.accountId, siteId: plant.siteId, role, change: how, reason: "Covers the night", ...more });
const rolesOf = async ({ accountId }: Actor) =>
  (
    await plant.db
      .select({ role: roleGrant.role, by: roleGrant.grantedBy })
      .from(roleGrant)
      .where(eq(roleGrant.accountId, accountId ?? ""))
      .orderBy(asc(roleGrant.role))
  ).map(({ role, by }) => [role, by]);

it("SEC-12 a role is granted and withdrawn with a signature, ends the sessions of whoever has it, and stands in the audit trail with why", async () => {
  const version = async () =>
    (
      await plant.db
        .select({ version: account.securityVersion })
        .from(account)
        .where(eq(account.id, plant.first.accountId ?? ""))
    )[0]?.version;
  const before = await version();
  expect(await change(admin, plant.first, "GRANT", "LEAD")).toMatchObject({ ok: true });
  expect(await rolesOf(plant.first)).toEqual([
    ["LEAD", admin.accountId],
    ["OPERATOR", null],
  ]);
  expect(await version()).toBe((before ?? 0) + 1);
  expect(await plant.db.select().from(signature)).toMatchObject([
    { accountId: admin.accountId, printedName: "Administrator 0701", meaning: "RESPONSIBILITY", subject: `role/${plant.first.accountId}/SITE-A/LEAD`, signedAt: after("1") },
  ]);
  expect(await change(admin, plant.first, "WITHDRAW", "OPERATOR")).toMatchObject({ ok: true });
  expect(await rolesOf(plant.first)).toEqual([["LEAD", admin.accountId]]);
  expect(
    (
      await plant.db
        .select()
        .from(auditEntry)
        .where(eq(auditEntry.subject, `account/${plant.first.accountId}`))
        .orderBy(asc(auditEntry.id))
    ).map((one) => [one.action, one.accountId, one.outcome, one.detail]),
  ).toMatchObject([
    ["role.granted", admin.accountId, "DONE", { role: "LEAD", reason: "Covers the night" }],
    ["role.withdrawn", admin.accountId, "DONE", { role: "OPERATOR", reason: "Covers the night" }],
  ]);
  await expectRebuilt(database);
});

it("SEC-01 §10.1 is refused without a signature, a reason or the right to, and for one's own account; nothing changes", async () => {
  expect(await change({ ...admin, signing: undefined }, plant.first, "GRANT", "LEAD")).toMatchObject({ ok: false, code: "SIGNATURE_REQUIRED" });
  expect(await change(admin, plant.first, "GRANT", "LEAD", { reason: " " })).toMatchObject({ ok: false, code: "INVALID_INPUT" });
  expect(await change(admin, admin, "GRANT", "LEAD")).toMatchObject({ ok: false, code: "ROLE_OF_SELF" });
  expect(await change(admin, plant.first, "GRANT", "SYSTEM_ADMIN")).toMatchObject({ ok: false, code: "ADMIN_ALONE" });
  expect(await change(plant.lead, plant.first, "GRANT", "LEAD")).toMatchObject({ ok: false });
  expect(await rolesOf(plant.first)).toEqual([["OPERATOR", null]]);
  expect(await rolesOf(admin)).toEqual([["SYSTEM_ADMIN", null]]);
  expect(await plant.db.select().from(signature)).toEqual([]);
});

it("SEC-02 shows and changes nobody of another site, and nobody's roles elsewhere", async () => {
  const away = newId();
  await plant.db.insert(site).values({ id: away, code: "SITE-B", name: "Site B", timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal("0.05") });
  const stranger = newId();
  await plant.db.insert(account).values({ id: stranger, name: "Stranger", email: "stranger@b.example", createdAt: after("0") });
  await plant.db.insert(roleGrant).values({ accountId: stranger, siteId: away, role: "PLANNER", grantedAt: after("0") });
  await plant.db.insert(roleGrant).values({ accountId: plant.first.accountId ?? "", siteId: away, role: "LEAD", grantedAt: after("0") });
  const seen = async (sought: string) => (await peopleWithRoles({ db: plant.db, now: after("1") }, admin, sought)).people;
  expect((await seen("")).map((one) => one.name)).not.toContain("Stranger");
  expect(await seen("0417")).toMatchObject([{ name: "Operator 0417", self: false, roles: [{ siteId: plant.siteId, role: "OPERATOR" }] }]);
  expect(await seen("0701")).toMatchObject([{ self: true }]);
  expect(await seen("100%")).toEqual([]);
  expect(await plant.send(admin, changeRole, after("1"), { accountId: stranger, siteId: plant.siteId, role: "LEAD", change: "GRANT", reason: "x" })).toMatchObject({
    ok: false,
    code: "NOT_FOUND",
  });
  expect(await change(admin, plant.first, "GRANT", "PLANNER", { siteId: away })).toMatchObject({ ok: false, code: "NOT_FOUND" });
});

it("SEC-02 shows and changes nobody who belongs to another site and has no role; who belongs to none is shown while the account is open", async () => {
  const away = newId();
  await plant.db.insert(site).values({ id: away, code: "SITE-B", name: "Site B", timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal("0.05") });
  const [theirs, ours, left] = [newId(), newId(), newId()];
  await plant.db.insert(person).values([
    { id: theirs, siteId: away, number: "8001", name: "Theirs", rateClass: "A1", erpVersion: 1 },
    { id: ours, siteId: plant.siteId, number: "8002", name: "Ours", rateClass: "A1", erpVersion: 1 },
    { id: left, siteId: plant.siteId, number: "8003", name: "Left", rateClass: "A1", erpVersion: 1 },
  ]);
  const add = async (name: string, more: object) => {
    const id = newId();
    await plant.db.insert(account).values({ id, name, createdAt: after("0"), ...more });
    return id;
  };
  const idOf = {
    theirs: await add("Role-less theirs", { personId: theirs }),
    ours: await add("Role-less ours", { personId: ours }),
    left: await add("Role-less left", { personId: left, active: false }),
    desk: await add("Role-less desk", { email: "desk@x.example" }),
    closed: await add("Role-less closed", { email: "closed@x.example", active: false }),
  };
  const seen = (await peopleWithRoles({ db: plant.db, now: after("1") }, admin, "Role-less")).people;
  expect(seen.map((one) => one.name)).toEqual(["Role-less desk", "Role-less ours"]);
  const grant = (accountId: string) => plant.send(admin, changeRole, after("1"), { accountId, siteId: plant.siteId, role: "LEAD", change: "GRANT", reason: "x" });
  for (const accountId of [idOf.theirs, idOf.left, idOf.closed]) expect(await grant(accountId)).toMatchObject({ ok: false, code: "NOT_FOUND" });
  for (const accountId of [idOf.ours, idOf.desk]) expect(await grant(accountId)).toMatchObject({ ok: true });
  await plant.db.update(account).set({ active: false }).where(eq(account.id, idOf.desk));
  expect((await peopleWithRoles({ db: plant.db, now: after("1") }, admin, "Role-less desk")).people).toMatchObject([{ active: false, roles: [{ role: "LEAD" }] }]);
});

it("SEC-01 two administrators who withdraw each other at once leave one of them, and the attempt of the other stands in the audit trail", async () => {
  const other = { ...(await plant.employ("0702", "A1", ["SYSTEM_ADMIN"])), signing: { name: "Administrator 0702" } };
  const answers = await Promise.all([change(admin, other, "WITHDRAW", "SYSTEM_ADMIN"), change(other, admin, "WITHDRAW", "SYSTEM_ADMIN")]);
  expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  expect(answers.find(({ ok }) => !ok)).toMatchObject({ code: "FORBIDDEN", params: { permission: "user.manage" } });
  const [kept, gone] = answers[0]?.ok === true ? [admin, other] : [other, admin];
  expect([await rolesOf(kept), await rolesOf(gone)]).toEqual([[["SYSTEM_ADMIN", null]], []]);
  expect(await plant.db.select().from(signature)).toMatchObject([{ accountId: kept.accountId }]);
  const denied = await plant.db.select({ by: auditEntry.accountId, action: auditEntry.action }).from(auditEntry).where(eq(auditEntry.outcome, "DENIED"));
  expect(denied).toEqual([{ by: gone.accountId, action: "change-role" }]);
});
