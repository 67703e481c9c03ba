import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { account, auditEntry } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { setLanguage } from "./language";
import { readSession, startSession } from "./sessions";
import { authOn, handClock, makeAccount, makeSite } from "./testing/plant";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("UI-12 a person reads the language that they chose wherever they sign on, and nobody else does", async () => {
  const { db } = database;
  const plant = await makeSite(db, "L");
  const accountId = await makeAccount(db, { siteId: plant.siteId, roles: ["OPERATOR"], badge: "0611", pin: "141421", number: "0611" });
  const other = await makeAccount(db, { siteId: plant.siteId, roles: ["OPERATOR"], badge: "0612", pin: "173205", number: "0612" });
  const auth = authOn(db, handClock());
  const signOn = (of: string) => startSession(auth, { accountId: of, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null });
  const language = async (of: string) => (await readSession(auth, await signOn(of)))?.language;

  expect(await language(accountId)).toBeNull();
  await setLanguage(auth, { accountId, deviceId: null }, "de");
  await setLanguage(auth, { accountId, deviceId: null }, "es");
  expect([await language(accountId), await language(other)]).toEqual(["es", null]);
  const told = await db
    .select({ action: auditEntry.action, detail: auditEntry.detail })
    .from(auditEntry)
    .where(eq(auditEntry.accountId, accountId))
    .orderBy(auditEntry.at, auditEntry.id);
  expect(told).toEqual([
    { action: "account.language-set", detail: { language: "de" } },
    { action: "account.language-set", detail: { language: "es" } },
  ]);
});

it("UI-12 the database keeps no language that we do not have", async () => {
  const { db } = database;
  const plant = await makeSite(db, "M");
  const accountId = await makeAccount(db, { siteId: plant.siteId, roles: ["OPERATOR"], badge: "0613", pin: "223606", number: "0613" });
  await expect(
    db
      .update(account)
      .set({ locale: "xx" as "en" })
      .where(eq(account.id, accountId)),
  ).rejects.toMatchObject({ cause: { constraint_name: "account_locale_known" } });
});
