import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { account } from "@/db/schema/identity";
import { person, personQualification } from "@/db/schema/reference";
import { testDatabase } from "@/db/testing/database";
import { readSession, startSession } from "@/lib/auth/sessions";
import { type ChannelPlant, channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import type { PersonData } from "@/lib/messages/erp-person.v1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";

let plant: ChannelPlant;

beforeEach(async () => {
  const database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  return () => database.close();
});

const personMessage = (erpVersion: number, change: Partial<PersonData> = {}) =>
  inboundMessage(
    "erp.person.v1",
    { site: SITE, person: "P-1", erpVersion, name: "Operator 1", rateClass: "A1", qualifications: null, status: "ACTIVE", ...change },
    "erp/test",
    plant.clock.now().toISOString(),
  );
const row = async () => {
  const [found] = await plant.db.select().from(person).where(eq(person.number, "P-1"));
  if (found === undefined) throw new Error("there is no person P-1");
  return found;
};
const capabilities = async () => (await plant.db.select().from(personQualification)).map((one) => [one.capability, one.validTo?.toISOString() ?? null]).toSorted();

describe("§1.2 people are the ERP's", () => {
  it("a person comes with name, rate class and qualifications, and changes with them", async () => {
    await plant.hear(
      personMessage(1, {
        qualifications: [
          { capability: "FILLER", validTo: null },
          { capability: "TORQUE", validTo: "2027-01-01T00:00:00Z" },
        ],
      }),
    );
    expect(await row()).toMatchObject({ name: "Operator 1", rateClass: "A1", active: true, erpVersion: 1 });
    expect(await capabilities()).toEqual([
      ["FILLER", null],
      ["TORQUE", "2027-01-01T00:00:00.000Z"],
    ]);
    await plant.hear(personMessage(2, { rateClass: "A2", qualifications: [{ capability: "TORQUE", validTo: null }] }));
    expect((await row()).rateClass).toBe("A2");
    expect(await capabilities()).toEqual([["TORQUE", null]]);
  });

  it("an ERP that keeps no qualifications leaves those that are known here", async () => {
    await plant.hear(personMessage(1, { qualifications: [{ capability: "FILLER", validTo: null }] }));
    await plant.hear(personMessage(2));
    expect(await capabilities()).toEqual([["FILLER", null]]);
  });

  it("who is inactive in the ERP has no session any more, at once, and keeps account and badge", async () => {
    await plant.hear(personMessage(1));
    const accountId = newId();
    await plant.db.insert(account).values({ id: accountId, name: "Operator 1", personId: (await row()).id, badgeHash: "badge", createdAt: plant.clock.now() });
    const auth = { db: plant.db, clock: plant.clock, secret: "a-secret-of-this-test-that-is-long" };
    const sessionId = await startSession(auth, { accountId, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null });
    expect(await readSession(auth, sessionId)).toMatchObject({ accountId });
    await plant.hear(personMessage(2, { status: "INACTIVE" }));
    expect(await readSession(auth, sessionId)).toBeNull();
    expect((await plant.db.select().from(account))[0]).toMatchObject({ badgeHash: "badge", active: true });
    await plant.hear(personMessage(0, { name: "Somebody" }));
    expect(await row()).toMatchObject({ active: false, name: "Operator 1" });
  });
});
