import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { event as eventTable } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { needsAttention, productionEntry } from "@/db/schema/execution";
import { auditEntry, signature } from "@/db/schema/identity";
import { lotMount } from "@/db/schema/materials";
import { site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot } from "@/lib/commands/materials/mount-lot";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { orderEvents } from "@/lib/queries/planner/order-events";
import { completeOperation } from "./complete-operation";
import { confirmProduction } from "./confirm-production";
import { correctEntry } from "./correct-entry";
import { finishSetup } from "./finish-setup";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;
/** The operator, with a lead who has just stated badge and PIN beside them. */
let approved: Actor;

/** PO-2001 runs op10 on MACH-1: at most 204 good, and its castings are scanned. */
beforeEach(async () => {
  database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
  const line = { qty: "1", uom: "EA", scrapFactor: "0", operation: 10, mixGroup: null, substitutes: [], required: null };
  const order = exampleOrder("SITE-A", "PO-2001", {
    overPct: "2",
    components: [
      { ...line, pos: 10, item: "CAST-01", issueMode: "MANUAL_SCAN" },
      { ...line, pos: 20, item: "SEAL-02", issueMode: "BACKFLUSH" },
    ],
  });
  await plant.hear([order]);
  operationId = (await plant.operationIds("PO-2001")).get(10) ?? "";
  approved = { ...plant.first, approver: approverOf(plant.lead) };
});

async function begin() {
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
}

const approverOf = ({ accountId, personId, name, sites }: Actor) => ({ accountId: accountId ?? "", personId, name, sites });
const factsOf = async (type: "production.confirmed" | "material.issued" | "lot.mounted" | "operation.completed") =>
  (await plant.db.select().from(eventTable).where(eq(eventTable.type, type))).map((row) => row.payload as Record<string, unknown>);
const signatures = () => plant.db.select().from(signature);
const byLead = () => ({ personId: plant.lead.personId, name: plant.lead.name });

describe("EX-07 S08 a lead approves what the operator enters", () => {
  beforeEach(begin);
  const more = (rest: object = {}) => ({ operationId, good: "206", overrideReason: "customer takes them", ...rest });

  it("the entry is the operator's, and the lead's approval stands on it with a signature", async () => {
    const { entryId } = await plant.does(approved, confirmProduction, after("2"), more());
    const [entry] = await plant.db.select().from(productionEntry).where(eq(productionEntry.id, entryId));
    expect(entry).toMatchObject({ personId: plant.first.personId, overrideReason: "customer takes them" });
    const [fact] = await factsOf("production.confirmed");
    expect(fact).toMatchObject({ personId: plant.first.personId, overrideReason: "customer takes them", approvedBy: byLead() });
    const [signed, ...others] = await signatures();
    expect(others).toEqual([]);
    expect(signed).toMatchObject({ accountId: plant.lead.accountId, printedName: plant.lead.name, meaning: "APPROVAL", signedAt: after("2") });
    expect(signed?.subject).toMatch(/^override\//);
    const [{ orderId } = { orderId: "" }] = await plant.db.select({ orderId: productionEntry.orderId }).from(productionEntry);
    const told = (await orderEvents({ db: plant.db, now: after("9") }, orderId)).rows.find((row) => row.type === "production.confirmed");
    expect(told).toMatchObject({ actor: plant.first.name, reason: "customer takes them", approvedBy: plant.lead.name });
    await expectRebuilt(database, async (replayed) => expect(await replayed.db.select().from(signature)).toEqual(await signatures()));
  });

  it("without the lead it is refused, and so is an approver who is a lead elsewhere or no lead", async () => {
    const elsewhere = [{ siteId: newId(), code: "SITE-B", roles: ["LEAD"] as const }];
    for (const approver of [undefined, { ...approverOf(plant.lead), sites: elsewhere }, approverOf(plant.second)])
      expect(await plant.send({ ...plant.first, approver }, confirmProduction, after("2"), more())).toMatchObject({ ok: false, code: "LEAD_REQUIRED" });
    expect(await signatures()).toEqual([]);
  });

  it("what came of it is in the audit trail under the command's id: approved is what was accepted, and that once", async () => {
    const [refused, accepted] = [newId(), newId()];
    const noted = async (commandId: string) =>
      (await plant.db.select().from(auditEntry).where(eq(auditEntry.subject, commandId))).map(({ action, outcome, accountId, detail }) => ({ action, outcome, accountId, detail }));
    const note = { action: "override.approve", accountId: plant.lead.accountId };
    const detail = { command: "confirm-production", for: plant.first.accountId };
    for (const _ of [1, 2]) await plant.send(approved, confirmProduction, after("2"), more({ commandId: refused, good: "211" }));
    expect(await noted(refused)).toEqual([{ ...note, outcome: "FAILED", detail: { ...detail, code: "ABOVE_TOLERANCE" } }]);
    for (const _ of [1, 2]) await plant.does(approved, confirmProduction, after("2"), more({ commandId: accepted }));
    expect(await noted(accepted)).toEqual([{ ...note, outcome: "DONE", detail }]);
  });

  it("so it is where the key was used for something else, and where there is no key to keep it under", async () => {
    const commandId = newId();
    await plant.does(approved, confirmProduction, after("2"), more({ commandId }));
    expect(await plant.send(approved, confirmProduction, after("2"), more({ commandId, good: "205" }))).toMatchObject({ code: "KEY_REUSED" });
    expect(await plant.send(approved, confirmProduction, after("2"), more({ commandId, operationId: "OP-10" }))).toMatchObject({ code: "KEY_REUSED" });
    expect(await plant.send(approved, confirmProduction, after("2"), more({ commandId: "none" }))).toMatchObject({ code: "INVALID_INPUT" });
    const notes = await plant.db.select().from(auditEntry).where(eq(auditEntry.action, "override.approve"));
    expect(notes.map(({ subject, outcome, accountId, detail }) => [subject, outcome, accountId, (detail as Record<string, unknown>)["code"]]).toSorted()).toEqual(
      [
        [commandId, "DONE", plant.lead.accountId, undefined],
        [commandId, "FAILED", plant.lead.accountId, "KEY_REUSED"],
        [commandId, "FAILED", plant.lead.accountId, "KEY_REUSED"],
        [plant.lead.accountId, "FAILED", plant.lead.accountId, "INVALID_INPUT"],
      ].toSorted(),
    );
  });

  it("EX-23 a repeat gets the first answer, and is signed once", async () => {
    const commandId = newId();
    const once = await plant.does(approved, confirmProduction, after("2"), more({ commandId }));
    expect(await plant.send(approved, confirmProduction, after("2"), more({ commandId }))).toMatchObject({ ok: true, repeated: true, data: once });
    expect([(await signatures()).length, (await factsOf("production.confirmed")).length]).toEqual([1, 1]);
  });

  it("EX-06 EX-22 of what waited at its tablet: it is judged as such, and where it is refused nothing more is put before the lead", async () => {
    const waited = { deviceSequence: 7, clockOffsetMs: 0, eventTime: after("2").toISOString() };
    expect(await plant.send(plant.first, confirmProduction, after("2"), { operationId, good: "206", ...waited }, after("3"))).toMatchObject({ code: "ABOVE_TOLERANCE" });
    expect(await plant.send(approved, confirmProduction, after("2"), more({ good: "211", ...waited }), after("3.5"))).toMatchObject({ code: "ABOVE_TOLERANCE" });
    expect(await plant.db.$count(needsAttention)).toBe(1);
    // Somebody else records meanwhile; the entry keeps the time at which it was made.
    await plant.does(plant.second, confirmProduction, after("3.5"), { operationId, good: "1" });
    const { entryId } = await plant.does(approved, confirmProduction, after("2"), more(waited), after("4"));
    const [entry] = await plant.db.select().from(productionEntry).where(eq(productionEntry.id, entryId));
    expect(entry?.eventTime).toEqual(after("2"));
  });

  it("the site's cap binds the lead as well, and what the order allows needs no approval", async () => {
    expect(await plant.send(approved, confirmProduction, after("2"), more({ good: "211" }))).toMatchObject({ code: "ABOVE_TOLERANCE", params: { max: "210" } });
    await plant.does(approved, confirmProduction, after("2"), more({ good: "204" }));
    expect((await factsOf("production.confirmed"))[0]).not.toHaveProperty("approvedBy");
    expect(await signatures()).toEqual([]);
  });
});

describe("EX-07 a lead closes an order short where the operator stands", () => {
  it("operation and order end with reason and approval, signed for the order", async () => {
    await plant.hear([exampleOrder("SITE-A", "PO-1002", { components: [] })]);
    const operations = await plant.operationIds("PO-1002");
    const [one, two] = [operations.get(10) ?? "", operations.get(20) ?? ""];
    const done = (id: string) => ({ operationId: id, good: "100" });
    await plant.does(plant.second, startOperation, after("1"), { operationId: one, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.second, finishSetup, after("1.5"), { operationId: one });
    await plant.does(plant.second, confirmProduction, after("2"), done(one));
    await plant.does(plant.second, completeOperation, after("2"), { operationId: one });
    await plant.does(plant.second, startOperation, after("2"), { operationId: two, workUnitId: await plant.unitId("ASSY-2") });
    await plant.does(plant.second, finishSetup, after("2.5"), { operationId: two });
    await plant.does(plant.second, confirmProduction, after("3"), done(two));
    const short = { operationId: two, shortCloseReason: "MAT-WAIT" };
    expect(await plant.send(plant.second, completeOperation, after("4"), short)).toMatchObject({ ok: false, code: "LEAD_REQUIRED", params: { for: "SHORT_CLOSE" } });
    const approver = approverOf(plant.lead);
    expect(await plant.does({ ...plant.second, approver }, completeOperation, after("4"), short)).toMatchObject({ orderCompleted: true });
    expect((await factsOf("operation.completed")).filter((fact) => "approvedBy" in fact)).toMatchObject([{ operationId: two, reason: "MAT-WAIT", approvedBy: byLead() }]);
    expect(await signatures()).toMatchObject([{ accountId: plant.lead.accountId, meaning: "APPROVAL" }]);
  });
});

describe("EX-10 S05 a lead approves another lot than the first", () => {
  beforeEach(begin);
  it("for an issue and for a mount, each signed for the lot", async () => {
    const why = { operationId, overrideReason: "the first is behind the rack" };
    expect(await plant.send(plant.first, issueMaterial, after("2"), { ...why, lot: "C-B", quantity: "5" })).toMatchObject({ code: "LEAD_REQUIRED" });
    await plant.does(approved, issueMaterial, after("2"), { ...why, lot: "C-B", quantity: "5" });
    await plant.does(approved, mountLot, after("2"), { ...why, lot: "S-2" });
    expect((await factsOf("material.issued"))[0]).toMatchObject({ personId: plant.first.personId, approvedBy: byLead() });
    expect((await factsOf("lot.mounted"))[0]).toMatchObject({ personId: plant.first.personId, approvedBy: byLead() });
    expect((await signatures()).map((row) => row.accountId)).toEqual([plant.lead.accountId, plant.lead.accountId]);
  });
});

describe("EX-21 TR-01 a lead approves later than a lot was put on", () => {
  beforeEach(begin);
  const mount = (lot: string) => ({ operationId, lot, overrideReason: "the first is behind the rack" });
  const mountedAt = async () => (await plant.db.select().from(lotMount)).map((row) => row.mountedAt);

  it("it is on from when it was, and what was made since is told to the lead", async () => {
    await plant.does(plant.first, confirmProduction, after("3"), { operationId, good: "5" });
    await plant.does(approved, mountLot, after("2"), mount("S-2"), after("4"));
    expect(await mountedAt()).toEqual([after("2")]);
    expect((await signatures()).map((row) => row.signedAt)).toEqual([after("4")]);
    expect((await plant.db.select().from(exception).where(eq(exception.class, "LOT_TOLD_LATE"))).length).toBe(1);
  });

  it("it is refused where another was put on since: it is not on any more", async () => {
    await plant.does(approved, mountLot, after("3"), mount("S-1"));
    expect(await plant.send(approved, mountLot, after("2"), mount("S-2"), after("4"))).toMatchObject({
      ok: false,
      code: "OUT_OF_ORDER",
      params: { since: after("3").toISOString() },
    });
    expect(await mountedAt()).toEqual([after("3")]);
  });
});

describe("SEC-12 where the site asks for signatures, as it does at first", () => {
  beforeEach(async () => {
    await plant.db.update(site).set({ signedOverrides: true });
    await begin();
  });
  const more = (rest: object = {}) => ({ operationId, good: "206", overrideReason: "customer takes them", ...rest });
  /** The lead is signed on themselves, and has just stated badge and PIN again. */
  const signing = (): Actor => ({ ...plant.lead, approver: approverOf(plant.lead) });

  it("a lead who is signed on signs what they let through themselves: quantity, lot and correction", async () => {
    expect(await plant.send(plant.lead, confirmProduction, after("2"), more())).toMatchObject({ code: "OVERRIDE_UNSIGNED" });
    const { entryId } = await plant.does(signing(), confirmProduction, after("2"), more());
    expect(await signatures()).toMatchObject([{ accountId: plant.lead.accountId, printedName: plant.lead.name, meaning: "APPROVAL" }]);
    expect((await factsOf("production.confirmed"))[0]).toMatchObject({ personId: plant.lead.personId, approvedBy: byLead() });

    // What stays let through was signed with the entry; what goes further is signed anew.
    const right = { entryId, reason: "MISKEY", scrap: "0", rework: "0" };
    const { entryId: second } = await plant.does(plant.lead, correctEntry, after("2.1"), { ...right, good: "205" });
    expect(await signatures()).toHaveLength(1);
    const further = { ...right, entryId: second, good: "207", overrideReason: "two more" };
    for (const overrideReason of [undefined, "two more"])
      expect(await plant.send(plant.lead, correctEntry, after("2.2"), { ...further, overrideReason })).toMatchObject({ code: "OVERRIDE_UNSIGNED" });
    await plant.does(signing(), correctEntry, after("2.2"), further);
    expect(await signatures()).toHaveLength(2);

    const lot = { operationId, lot: "C-B", quantity: "1", overrideReason: "C-A is behind it" };
    expect(await plant.send(plant.lead, issueMaterial, after("3"), lot)).toMatchObject({ code: "OVERRIDE_UNSIGNED" });
    await plant.does(signing(), issueMaterial, after("3"), lot);
    expect(await signatures()).toHaveLength(3);
  });

  it("a reason that is not needed asks for no signature, and who signs at a desk signs with that", async () => {
    await plant.does(plant.lead, confirmProduction, after("2"), more({ good: "100" }));
    await plant.does({ ...plant.lead, signing: { name: "Shift Lead" } }, confirmProduction, after("2.1"), more({ good: "106" }));
    expect(await signatures()).toMatchObject([{ printedName: "Shift Lead" }]);
  });
});
