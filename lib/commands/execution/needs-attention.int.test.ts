import { beforeEach, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { event } from "@/db/schema/eventlog";
import { needsAttention } from "@/db/schema/execution";
import { lotStock } from "@/db/schema/materials";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { placeHold } from "@/lib/commands/quality/place-hold";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { leadView } from "@/lib/queries/operator/lead-view";
import { finishSetup } from "./finish-setup";
import { settleAttention } from "./settle-attention";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  return () => database.close();
});

const onHand = async () =>
  (
    await plant.db
      .select()
      .from(lotStock)
      .where(eq(lotStock.lotId, await plant.lotId("C-A")))
  ).map((row) => row.onHand.toFixed());
const hold = async () => plant.does(plant.lead, placeHold, after("2.5"), { lotId: await plant.lotId("C-A"), reason: "Cracks" });
/** A scan of the held lot that the tablet made at 2 h and sends as its seventh command. */
const scan = (recordedAt: string, more: object = {}) =>
  plant.send(plant.first, issueMaterial, after("2"), { operationId: op10, lot: "C-A", deviceSequence: 7, ...more }, after(recordedAt));
const listed = async (actor: Actor = plant.lead) => (await leadView({ db: plant.db, now: after("4") }, actor)).attention;

it("S04 EX-22 a scan without the network of a lot that was put on hold meanwhile goes to the lead, with lot and reason; stock is unchanged", async () => {
  const before = await onHand();
  await hold();
  expect(await scan("3")).toMatchObject({ ok: false, code: "LOT_NOT_RELEASED" });
  expect(await onHand()).toEqual(before);
  expect(await listed()).toMatchObject([
    {
      command: "issue-material",
      code: "LOT_NOT_RELEASED",
      by: "Operator 0417",
      happenedAt: after("2").toISOString(),
      input: { lot: "C-A", operationId: op10 },
      operation: "PO-1001 / 10",
      unit: "Machining",
    },
  ]);
  expect((await listed())[0]?.params).toMatchObject({ lot: "C-A" });
});

it("EX-22 what was recorded by somebody whose role was taken away before it came is not lost either", async () => {
  const moved: Actor = { ...plant.first, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["FINANCE"] }] };
  const late = { operationId: op10, lot: "C-A", deviceSequence: 7 };
  expect(await plant.send(moved, issueMaterial, after("2"), late, after("3"))).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(await listed()).toMatchObject([{ command: "issue-material", code: "FORBIDDEN", by: "Operator 0417", input: { lot: "C-A" } }]);
});

it("EX-23 a second send of the same command is answered and not listed again", async () => {
  await hold();
  const commandId = newId();
  await scan("3", { commandId });
  await scan("3.1", { commandId });
  expect(await listed()).toHaveLength(1);
});

it("leaves to the hand what is refused while it waits, and to machines what they ask", async () => {
  await plant.does(plant.lead, placeHold, after("1.5"), { lotId: await plant.lotId("C-A"), reason: "Cracks" });
  await scan("2.01");
  await scan("3", { deviceSequence: undefined });
  expect(await listed()).toEqual([]);
  expect((await plant.db.select().from(event)).some((fact) => fact.type === "attention.raised")).toBe(false);
});

it("is settled once, by a lead, with words, and comes out of the log the same", async () => {
  await hold();
  await scan("3");
  const [row] = await plant.db.select().from(needsAttention);
  const settle = (actor: Actor, note: string) => plant.send(actor, settleAttention, after("5"), { attentionId: row?.id, note });
  expect(await settle(plant.first, "put back")).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(await settle(plant.lead, " ")).toMatchObject({ ok: false, code: "INVALID_INPUT" });
  expect(await settle(plant.lead, "put back")).toMatchObject({ ok: true });
  expect(await settle(plant.lead, "again")).toMatchObject({ ok: false, code: "ATTENTION_SETTLED" });
  expect(await plant.send(plant.lead, settleAttention, after("5"), { attentionId: newId(), note: "x" })).toMatchObject({ ok: false, code: "NOT_FOUND" });
  expect(await listed()).toEqual([]);
  expect(await plant.db.select().from(needsAttention)).toMatchObject([{ settlement: "put back", settledBy: plant.lead.personId }]);
  await expectRebuilt(database);
});

it("SEC-02 nobody sees those of a site that they do not lead", async () => {
  await hold();
  await scan("3");
  expect(await listed(plant.first)).toEqual([]);
  expect(await listed({ ...plant.lead, sites: [{ siteId: newId(), code: "SITE-B", roles: ["LEAD"] }] })).toEqual([]);
});
