import { beforeEach, describe, expect, it } from "vitest";
import { and, asc, eq } from "drizzle-orm";
import { costLine } from "@/db/schema/costing";
import { labourBooking } from "@/db/schema/labour";
import { handover } from "@/db/schema/handover";
import { equipment, site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { decimal } from "@/lib/domain/shared/decimal";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { handoversOf } from "@/lib/queries/operator/handovers";
import { runView } from "@/lib/queries/operator/run-view";
import { stationLines } from "@/lib/queries/operator/station-lines";
import { acceptHandover } from "./accept-handover";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { offerHandover } from "./offer-handover";
import { pauseOperation } from "./pause-operation";
import { resumeOperation } from "./resume-operation";
import { readHandover } from "./read-handover";
import { signOffOperation, signOnOperation } from "./sign-on";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;
let machine: string;

/** op10 of PO-1001 runs on MACH-1 since 1.00 h; the first operator is on it. */
beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  machine = await plant.unitId("MACH-1");
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: machine });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  return () => database.close();
});

const leave = (at = "4", actor = plant.first, recordedAt = at) =>
  plant.does(
    actor,
    offerHandover,
    after(at),
    { workUnitId: machine, note: "Feeder jams at the left rail", openPoints: [{ kind: "NOTE", text: "Order more coolant" }] },
    after(recordedAt),
  );
const accept = (actor: Actor, handoverId: string, at = "4.2", recordedAt = at) => plant.send(actor, acceptHandover, after(at), { handoverId }, after(recordedAt));
const codeOf = (result: { readonly ok: boolean; readonly code?: string }) => (result.ok ? "ACCEPTED" : result.code);

/** Bookings of a person on op10 as hours from the start: [activity, from, to]. */
async function bookings(actor: Actor, operationId = op10) {
  const rows = await plant.db
    .select()
    .from(labourBooking)
    .where(and(eq(labourBooking.personId, actor.personId ?? ""), eq(labourBooking.operationId, operationId)))
    .orderBy(asc(labourBooking.fromAt), asc(labourBooking.toAt));
  return rows.map((row) => [row.activity, row.fromAt.toISOString(), row.toAt?.toISOString() ?? null]);
}
const iso = (hours: string) => after(hours).toISOString();
async function seconds(actor: Actor): Promise<number> {
  const lines = await plant.db
    .select({ seconds: costLine.seconds })
    .from(costLine)
    .where(eq(costLine.personId, actor.personId ?? ""));
  return lines.reduce((total, line) => total + (line.seconds ?? 0), 0);
}
const shown = (actor: Actor, hours: string) => handoversOf({ db: plant.db, now: after(hours) }, actor, machine);

describe("S11 EX-16 a shift hands over", () => {
  it("books the next crew from the second of the acceptance, with no gap and no overlap, and costs each their own seconds", async () => {
    const { handoverId } = await leave();
    expect(await bookings(plant.first)).toContainEqual(["RUN", iso("1"), null]);
    expect(await plant.does(plant.second, acceptHandover, after("4.2"), { handoverId })).toEqual({ switched: 1 });
    expect((await bookings(plant.first)).at(-1)).toEqual(["RUN", iso("1"), iso("4.2")]);
    expect(await bookings(plant.second)).toEqual([["RUN", iso("4.2"), null]]);
    await plant.does(plant.second, confirmProduction, after("6"), { operationId: op10, good: "100" });
    expect(await seconds(plant.first)).toBe(4.2 * 3600);
    expect(await seconds(plant.second)).toBe(1.8 * 3600);
  });

  it("keeps what was being done: a paused run stays a delay for who comes", async () => {
    await plant.does(plant.first, pauseOperation, after("2"), { operationId: op10, reason: "BRK-MECH" });
    const { handoverId } = await leave();
    expect(codeOf(await accept(plant.second, handoverId))).toBe("ACCEPTED");
    expect(await bookings(plant.second)).toEqual([["DELAY", iso("4.2"), null]]);
  });

  it("takes over what runs at this machine alone", async () => {
    await plant.hear([exampleOrder("SITE-A", "PO-1002")]);
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "50" });
    const other = (await plant.operationIds("PO-1001")).get(20) ?? "";
    await plant.does(plant.first, startOperation, after("2"), { operationId: other, workUnitId: await plant.unitId("ASSY-2") });
    const { handoverId } = await leave();
    await plant.does(plant.second, acceptHandover, after("4.2"), { handoverId });
    expect((await bookings(plant.first, other)).at(-1)?.[2]).toBeNull();
    expect(await bookings(plant.second, other)).toEqual([]);
  });

  it("EX-17 does not book twice who is on the run already: only who went leaves it", async () => {
    await plant.does(plant.second, signOnOperation, after("3.5"), { operationId: op10 });
    const { handoverId } = await leave();
    expect(codeOf(await accept(plant.second, handoverId))).toBe("ACCEPTED");
    expect(await bookings(plant.second)).toEqual([["RUN", iso("3.5"), null]]);
    expect((await bookings(plant.first)).at(-1)?.[2]).toBe(iso("4.2"));
  });

  it("changes nobody's time when who went has left the run already", async () => {
    const { handoverId } = await leave();
    await plant.does(plant.first, signOffOperation, after("4.1"), { operationId: op10 });
    expect(await plant.does(plant.second, acceptHandover, after("4.2"), { handoverId })).toEqual({ switched: 0 });
    expect(await bookings(plant.second)).toEqual([]);
  });

  it("leaves who went on what they came onto again since: a note of yesterday ends nobody's present shift", async () => {
    const { handoverId } = await leave();
    await plant.does(plant.first, signOffOperation, after("4.1"), { operationId: op10 });
    await plant.does(plant.first, signOnOperation, after("24"), { operationId: op10 });
    expect(await plant.does(plant.second, acceptHandover, after("26"), { handoverId })).toEqual({ switched: 0 });
    expect((await bookings(plant.first)).at(-1)).toEqual(["RUN", iso("24"), null]);
    expect(await bookings(plant.second)).toEqual([]);
  });

  it("takes over a run that was paused and went on since", async () => {
    const { handoverId } = await leave();
    await plant.does(plant.first, pauseOperation, after("4.05"), { operationId: op10, reason: "BRK-MECH" });
    await plant.does(plant.first, resumeOperation, after("4.1"), { operationId: op10 });
    expect(await plant.does(plant.second, acceptHandover, after("4.2"), { handoverId })).toEqual({ switched: 1 });
    expect(await bookings(plant.second)).toEqual([["RUN", iso("4.2"), null]]);
  });

  it("EX-18 an acceptance that is told after a confirmation takes the time over where that ended", async () => {
    const { handoverId } = await leave();
    await plant.does(plant.lead, confirmProduction, after("5"), { operationId: op10, good: "60" });
    expect(codeOf(await accept(plant.second, handoverId, "4.2", "5.1"))).toBe("ACCEPTED");
    expect((await bookings(plant.first)).at(-1)?.[2]).toBe(iso("5"));
    expect(await bookings(plant.second)).toEqual([["RUN", iso("5"), null]]);
  });

  it("EX-22 keeps the counts as they were when the note was left, however late it comes", async () => {
    await plant.does(plant.first, confirmProduction, after("3"), { operationId: op10, good: "40", scrap: "2", scrapReason: "SURFACE" });
    await plant.does(plant.second, confirmProduction, after("5"), { operationId: op10, good: "30" });
    await leave("4", plant.first, "5.5");
    const [row] = await plant.db.select().from(handover);
    expect(row?.offeredAt).toEqual(after("4"));
    expect(row?.counts).toEqual([{ order: "PO-1001", opNo: 10, name: "Machining", item: "FG-100", uom: "EA", good: "40", scrap: "2", rework: "0" }]);
  });

  it("keeps one person's acceptance when two accept at once", async () => {
    const { handoverId } = await leave();
    const answers = await Promise.all([accept(plant.second, handoverId), accept(plant.lead, handoverId)]);
    expect(answers.map(codeOf).toSorted()).toEqual(["ACCEPTED", "HANDOVER_ACCEPTED"]);
    expect((await plant.db.select().from(labourBooking).where(eq(labourBooking.operationId, op10))).filter((row) => row.toAt === null)).toHaveLength(1);
  });

  it("is rebuilt from its facts alone", async () => {
    const { handoverId } = await leave();
    await plant.does(plant.second, acceptHandover, after("4.2"), { handoverId });
    await plant.does(plant.lead, readHandover, after("4.3"), { handoverId });
    await plant.does(plant.lead, readHandover, after("4.4"), { handoverId });
    const { tables } = await expectRebuilt(database);
    expect(tables["execution.handover"]).toHaveLength(1);
    expect(tables["execution.handover_reading"]).toHaveLength(2);
  });
});

describe("EX-16 what is refused", () => {
  it("one's own handover, and one that somebody accepted", async () => {
    const { handoverId } = await leave();
    expect(codeOf(await accept(plant.first, handoverId))).toBe("HANDOVER_OWN");
    expect(codeOf(await accept(plant.second, handoverId))).toBe("ACCEPTED");
    expect(codeOf(await accept(plant.lead, handoverId))).toBe("HANDOVER_ACCEPTED");
  });

  it("one that is not there, or not at one of the person's sites", async () => {
    expect(codeOf(await accept(plant.second, newId()))).toBe("NOT_FOUND");
    const { handoverId } = await leave();
    const away = newId();
    await plant.db.insert(site).values({ id: away, code: "SITE-B", name: "Site B", timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal("0.05") });
    const stranger: Actor = { ...plant.second, sites: [{ siteId: away, code: "SITE-B", roles: ["OPERATOR"] }] };
    expect(codeOf(await accept(stranger, handoverId))).toBe("NOT_FOUND");
    expect(codeOf(await plant.send(stranger, readHandover, after("4.2"), { handoverId }))).toBe("NOT_FOUND");
    expect(codeOf(await plant.send(stranger, offerHandover, after("4.2"), { workUnitId: machine, note: "", openPoints: [] }))).toBe("NOT_FOUND");
  });

  it("to take over a run that one is not qualified for", async () => {
    await plant.db
      .update(equipment)
      .set({ capabilities: ["LASER"] })
      .where(eq(equipment.id, machine));
    const { handoverId } = await leave();
    expect(await accept(plant.second, handoverId)).toMatchObject({ ok: false, code: "START_BLOCKED", params: { guards: ["PERSON_NOT_QUALIFIED"], capabilities: ["LASER"] } });
    expect((await bookings(plant.first)).at(-1)?.[2]).toBeNull();
  });

  it("EX-21 an acceptance from before the run became what it is now", async () => {
    const { handoverId } = await leave("1.5");
    await plant.does(plant.first, pauseOperation, after("3"), { operationId: op10, reason: "BRK-MECH" });
    expect(codeOf(await accept(plant.second, handoverId, "2", "3.1"))).toBe("OUT_OF_ORDER");
    expect(codeOf(await accept(plant.second, handoverId, "1.4", "3.2"))).toBe("OUT_OF_ORDER");
  });

  it("EX-21 an acceptance from before it was left", async () => {
    const { handoverId } = await leave("4");
    expect(await accept(plant.second, handoverId, "3.9", "4.2")).toMatchObject({ ok: false, code: "OUT_OF_ORDER", params: { since: iso("4") } });
    expect(codeOf(await accept(plant.second, handoverId, "4", "4.2"))).toBe("ACCEPTED");
  });

  it("a line as a machine, and whoever is no person of the plant", async () => {
    const line = await plant.unitId("MACH");
    expect(codeOf(await plant.send(plant.first, offerHandover, after("4"), { workUnitId: line, note: "", openPoints: [] }))).toBe("NOT_FOUND");
    const nobody: Actor = { ...plant.first, personId: null };
    expect(codeOf(await plant.send(nobody, offerHandover, after("4"), { workUnitId: machine, note: "", openPoints: [] }))).toBe("PERSON_REQUIRED");
  });
});

describe("EX-16 what the next crew is shown", () => {
  it("until it is accepted and each of them has read it, and never whoever left it", async () => {
    const { handoverId } = await leave();
    expect(await shown(plant.second, "4.1")).toMatchObject([
      {
        id: handoverId,
        by: "Operator 0417",
        own: false,
        accepted: null,
        note: "Feeder jams at the left rail",
        running: ["PO-1001 / 10"],
        openPoints: [{ kind: "NOTE", text: "Order more coolant" }],
      },
    ]);
    expect(await shown(plant.first, "4.1")).toMatchObject([{ id: handoverId, own: true }]);
    await plant.does(plant.second, acceptHandover, after("4.2"), { handoverId });
    expect(await shown(plant.second, "4.3")).toEqual([]);
    expect(await shown(plant.first, "4.3")).toEqual([]);
    expect(await shown(plant.lead, "4.3")).toMatchObject([{ id: handoverId, accepted: { by: "Operator 0422", at: iso("4.2") }, running: [] }]);
    await plant.does(plant.lead, readHandover, after("4.4"), { handoverId });
    expect(await shown(plant.lead, "4.5")).toEqual([]);
  });

  it("reading it before it is accepted does not take it off: somebody has to accept it", async () => {
    const { handoverId } = await leave();
    await plant.does(plant.second, readHandover, after("4.1"), { handoverId });
    expect(await shown(plant.second, "4.2")).toHaveLength(1);
  });

  it("for as long as it can matter", async () => {
    const { handoverId } = await leave();
    expect(await shown(plant.second, "170")).toHaveLength(1);
    expect(await shown(plant.second, "173")).toEqual([]);
    await plant.does(plant.second, acceptHandover, after("5"), { handoverId });
    expect(await shown(plant.lead, "16")).toHaveLength(1);
    expect(await shown(plant.lead, "18")).toEqual([]);
  });

  it("on the machine's screen, and as a mark on the station's", async () => {
    await leave();
    const view = await runView({ db: plant.db, now: after("4.1") }, plant.second, "MACH-1");
    expect(view?.handovers).toHaveLength(1);
    const marks = async (actor: Actor) =>
      (await stationLines({ db: plant.db, now: after("4.1") }, actor))
        .flatMap((line) => line.units)
        .filter((unit) => unit.handover)
        .map((unit) => unit.code);
    expect(await marks(plant.second)).toEqual(["MACH-1"]);
    expect(await marks(plant.first)).toEqual([]);
  });
});
