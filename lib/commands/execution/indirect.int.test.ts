import { beforeEach, describe, expect, it } from "vitest";
import { and, asc, eq } from "drizzle-orm";
import { costLine } from "@/db/schema/costing";
import { labourBooking } from "@/db/schema/labour";
import { equipment, reasonCode } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { runView } from "@/lib/queries/operator/run-view";
import { indirectTotals } from "@/lib/queries/totals/indirect-totals";
import { labourTotals } from "@/lib/queries/totals/labour-totals";
import type { Shift } from "@/lib/queries/totals/shifts";
import { acceptHandover } from "./accept-handover";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { endIndirect, startIndirect } from "./indirect";
import { offerHandover } from "./offer-handover";
import { signOffOperation, signOnOperation } from "./sign-on";
import { startOperation } from "./start-operation";
import { lockPeople } from "./store";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;
let machine: string;
let shift: Shift;

/** op10 of PO-1001 runs on MACH-1 since 1.00 h; the first operator and the second are on it. The shift lasts from 0 to 8 h, and what follows to 9 h counts with it. */
beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  machine = await plant.unitId("MACH-1");
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: machine });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  await plant.does(plant.second, signOnOperation, after("1"), { operationId: op10 });
  const [unit] = await plant.db.select({ line: equipment.parentId }).from(equipment).where(eq(equipment.id, machine));
  const span = { from: after("0"), to: after("8"), until: after("9") };
  shift = { name: "EARLY", day: "2026-03-17", ...span, windows: [{ workCentreId: unit?.line ?? "", ...span }] };
  return () => database.close();
});

const begin = (actor: Actor, at: string, code = "CLEANING", recordedAt = at) => plant.send(actor, startIndirect, after(at), { workUnitId: machine, code }, after(recordedAt));
const end = (actor: Actor, at: string) => plant.send(actor, endIndirect, after(at), { workUnitId: machine });
const codeOf = (result: { readonly ok: boolean; readonly code?: string }) => (result.ok ? "ACCEPTED" : result.code);
const iso = (hours: string) => after(hours).toISOString();
const HOUR = 3600;

/** What a person was on: [operation or code, from, to]. */
async function bookings(actor: Actor) {
  const rows = await plant.db
    .select()
    .from(labourBooking)
    .where(eq(labourBooking.personId, actor.personId ?? ""))
    .orderBy(asc(labourBooking.fromAt));
  return rows.map((row) => [row.indirectCode ?? row.activity, row.fromAt.toISOString(), row.toAt?.toISOString() ?? null]);
}
async function costed(actor: Actor): Promise<number> {
  const lines = await plant.db
    .select({ seconds: costLine.seconds })
    .from(costLine)
    .where(and(eq(costLine.personId, actor.personId ?? ""), eq(costLine.element, "LABOUR")));
  return lines.reduce((total, line) => total + (line.seconds ?? 0), 0);
}
const spent = async (now = "10") =>
  (await indirectTotals({ db: plant.db, now: after(now) }, plant.siteId, shift)).map((line) => [line.workCentre, line.person, line.code, line.seconds]);

describe("EX-17 EX-18 time on no order", () => {
  it("takes the person off the run at that instant, while the run goes on with whoever stays", async () => {
    expect(codeOf(await begin(plant.first, "3"))).toBe("ACCEPTED");
    expect((await bookings(plant.first)).slice(1)).toEqual([
      ["RUN", iso("1"), iso("3")],
      ["CLEANING", iso("3"), null],
    ]);
    await plant.does(plant.second, confirmProduction, after("5"), { operationId: op10, good: "50" });
    expect([await costed(plant.first), await costed(plant.second)]).toEqual([3 * HOUR, 4 * HOUR]);
  });

  it("goes over from one activity to another, and ends when the person comes back to a run", async () => {
    await begin(plant.first, "3");
    await begin(plant.first, "4", "MEETING");
    await plant.does(plant.first, signOnOperation, after("5"), { operationId: op10 });
    expect((await bookings(plant.first)).slice(2)).toEqual([
      ["CLEANING", iso("3"), iso("4")],
      ["MEETING", iso("4"), iso("5")],
      ["RUN", iso("5"), null],
    ]);
  });

  it("ends with a start, and with a handover that is accepted", async () => {
    await begin(plant.first, "3");
    const op20 = (await plant.operationIds("PO-1001")).get(20) ?? "";
    await plant.does(plant.second, confirmProduction, after("3.5"), { operationId: op10, good: "50" });
    await plant.does(plant.first, startOperation, after("4"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
    expect(await bookings(plant.first)).toContainEqual(["CLEANING", iso("3"), iso("4")]);
    await begin(plant.lead, "4", "MEETING");
    const { handoverId } = await plant.does(plant.second, offerHandover, after("4.5"), { workUnitId: machine, note: "", openPoints: [] });
    await plant.does(plant.lead, acceptHandover, after("5"), { handoverId });
    expect(await bookings(plant.lead)).toEqual([
      ["MEETING", iso("4"), iso("5")],
      ["RUN", iso("5"), null],
    ]);
  });

  it("begins where the ledger ends for a person whose run was confirmed beyond it", async () => {
    await plant.does(plant.second, confirmProduction, after("4"), { operationId: op10, good: "50" });
    expect(codeOf(await begin(plant.first, "3", "CLEANING", "4.1"))).toBe("ACCEPTED");
    expect((await bookings(plant.first)).at(-1)).toEqual(["CLEANING", iso("4"), null]);
    expect(await costed(plant.first)).toBe(4 * HOUR);
  });

  it("is ended by who is on it", async () => {
    await begin(plant.first, "3");
    expect(codeOf(await end(plant.first, "3.5"))).toBe("ACCEPTED");
    expect((await bookings(plant.first)).at(-1)).toEqual(["CLEANING", iso("3"), iso("3.5")]);
    expect(codeOf(await end(plant.first, "3.6"))).toBe("NOT_SIGNED_ON");
  });

  it("is rebuilt from its facts alone", async () => {
    await begin(plant.first, "3");
    await end(plant.first, "3.5");
    await begin(plant.first, "4", "TRAINING");
    await expectRebuilt(database);
  });

  it("is shown to the person with what else there is to choose", async () => {
    await begin(plant.first, "3");
    const seen = async (actor: Actor) => (await runView({ db: plant.db, now: after("4") }, actor, "MACH-1"))?.indirect;
    expect((await seen(plant.first))?.now).toEqual({ code: "CLEANING", name: "Cleaning", since: iso("3") });
    expect((await seen(plant.second))?.now).toBeNull();
    expect((await seen(plant.second))?.choices.map((one) => one.code)).toEqual(["CLEANING", "MEETING", "TRAINING", "WAITING", "UPKEEP", "TRANSPORT", "OTHER"]);
  });
});

describe("EX-17 what is refused", () => {
  it("an activity that the site does not have, or no longer", async () => {
    expect(codeOf(await begin(plant.first, "3", "BRK-MECH"))).toBe("REASON_UNKNOWN");
    await plant.db.update(reasonCode).set({ active: false }).where(eq(reasonCode.code, "CLEANING"));
    expect(codeOf(await begin(plant.first, "3"))).toBe("REASON_UNKNOWN");
  });

  it("EX-21 what would lie over time that is booked already", async () => {
    await plant.does(plant.first, signOffOperation, after("4"), { operationId: op10 });
    expect(codeOf(await begin(plant.first, "3", "CLEANING", "4.1"))).toBe("OUT_OF_ORDER");
    await begin(plant.first, "5");
    expect(codeOf(await begin(plant.first, "4.5", "MEETING", "5.5"))).toBe("OUT_OF_ORDER");
    expect(codeOf(await end(plant.first, "4.9"))).toBe("OUT_OF_ORDER");
  });

  it("whoever is no person of the plant, and a machine that is not there", async () => {
    expect(codeOf(await begin({ ...plant.first, personId: null }, "3"))).toBe("PERSON_REQUIRED");
    expect(codeOf(await plant.send(plant.first, startIndirect, after("3"), { workUnitId: newId(), code: "CLEANING" }))).toBe("NOT_FOUND");
  });

  it("two activities at once, however they are sent", async () => {
    const answers = await Promise.all([begin(plant.first, "3"), begin(plant.first, "3", "MEETING")]);
    expect(answers.map(codeOf)).toContain("ACCEPTED");
    expect((await bookings(plant.first)).filter(([, , to]) => to === null)).toHaveLength(1);
  });

  it("an activity while another tablet tells that the person joins a run: nobody cleans and runs a machine in the same second", async () => {
    await plant.does(plant.second, signOffOperation, after("2"), { operationId: op10 });
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const holder = plant.db.transaction(async (tx) => {
      await lockPeople(tx, [plant.second.personId ?? ""]);
      await held;
    });
    const joining = plant.send(plant.second, signOnOperation, after("3"), { operationId: op10 });
    await expect.poll(database.waiting).toBe(1);
    const cleaning = begin(plant.second, "3");
    await expect.poll(database.waiting).toBe(2);
    letGo();
    await holder;
    const answers = [codeOf(await joining), codeOf(await cleaning)];
    expect(answers).toContain("ACCEPTED");
    expect((await bookings(plant.second)).filter(([, , to]) => to === null)).toHaveLength(1);
  });
});

describe("§8.1 the labour totals of a shift", () => {
  it("tell it by person and activity, as far as it lies in the shift, beside what orders used", async () => {
    await begin(plant.first, "3");
    await begin(plant.first, "4", "MEETING");
    await end(plant.first, "4.5");
    await begin(plant.first, "8.5", "TRAINING");
    expect(await spent()).toEqual([
      ["MACH", "0417", "CLEANING", HOUR],
      ["MACH", "0417", "MEETING", HOUR / 2],
      ["MACH", "0417", "TRAINING", HOUR / 2],
    ]);
    // What still lasts counts up to now.
    expect((await spent("8.75")).at(-1)).toEqual(["MACH", "0417", "TRAINING", HOUR / 4]);
    const totals = await labourTotals({ db: plant.db, now: after("10") }, plant.siteId, shift);
    expect(totals.indirect).toHaveLength(3);
    expect(totals.seconds).toBe(0);
  });

  it("do not speak of it where there was none", async () => {
    expect(await labourTotals({ db: plant.db, now: after("10") }, plant.siteId, shift)).not.toHaveProperty("indirect");
  });

  it("EX-18 share it exactly with a run that a late entry laid over it", async () => {
    await plant.does(plant.first, signOffOperation, after("2"), { operationId: op10 });
    await begin(plant.first, "3");
    await end(plant.first, "5");
    await plant.does(plant.first, signOnOperation, after("2.5"), { operationId: op10 }, after("5.1"));
    await plant.does(plant.second, confirmProduction, after("6"), { operationId: op10, good: "50" });
    // Setup and run to 2 h, then 2.5 to 6 h, of which two hours are shared.
    expect(await costed(plant.first)).toBe(2 * HOUR + 0.5 * HOUR + HOUR + HOUR);
    expect(await spent()).toEqual([["MACH", "0417", "CLEANING", HOUR]]);
  });
});
