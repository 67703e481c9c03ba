import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { auditEntry, device } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { compose, composition, provide } from "@/lib/composition";
import { newId } from "@/lib/platform/ids";
import { runApproved } from "./run-approved";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

it("SEC-12 badge and PIN that were taken for what failed stand in the audit trail, and the fault is thrown", async () => {
  const plant = await makeSite(database.db, "A");
  const { siteId } = plant;
  const accountId = await makeAccount(database.db, { siteId, roles: ["OPERATOR"], badge: "0417", pin: "271828", number: "0417" });
  const leadId = await makeAccount(database.db, { siteId, roles: ["LEAD"], badge: "0401", pin: "141421", number: "0401" });
  const deviceId = newId();
  await database.db.insert(device).values({ id: deviceId, siteId, name: "Tablet", tokenHash: deviceId, enrolledAt: new Date() });
  const fails = defineCommand({
    name: "fails",
    permission: "operation.execute",
    input: z.strictObject({ ...CommandHeadShape }),
    site: () => Promise.resolve(siteId),
    run: () => Promise.reject(new Error("the disk is full")),
  });
  const operator = { ...systemActor("operator", ["operation.execute"], [plant]), accountId, deviceId };
  const commandId = newId();
  await expect(runApproved(operator, fails, { badge: "0401", pin: "141421" }, { commandId })).rejects.toThrow("the disk is full");
  expect(await database.db.select().from(auditEntry).where(eq(auditEntry.action, "override.approve"))).toMatchObject([
    { subject: commandId, siteId, accountId: leadId, deviceId, outcome: "FAILED", detail: { command: "fails", for: accountId, code: "FAULT" } },
  ]);
});
