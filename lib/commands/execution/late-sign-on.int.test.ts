import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { confirmProduction } from "./confirm-production";
import { pauseOperation } from "./pause-operation";
import { reverseEntry } from "./reverse-entry";
import { signOffOperation, signOnOperation } from "./sign-on";
import { after, exampleDatabase } from "./testing/example-plant";
import { labourOf, secondsOf, twoRuns } from "./testing/two-runs";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

async function runs() {
  const database = await exampleDatabase();
  open.push(database);
  return { database, ...(await twoRuns(database)) };
}
const HOUR = 3_600;

describe("EX-17 EX-21 a sign-on that is told after another tablet has confirmed beyond it", () => {
  it("is booked with the next entry from the person's own sign-on, and nobody else's time again", async () => {
    const { database, plant, a } = await runs();
    await plant.does(plant.lead, confirmProduction, after("3"), { operationId: a, good: "10" });
    await plant.does(plant.second, signOnOperation, after("2"), { operationId: a }, after("3.1"));
    expect(await secondsOf(plant, plant.second.personId)).toBe(0);
    await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, good: "10" });
    expect(await labourOf(plant, plant.second.personId)).toEqual([{ operationId: a, activity: "RUN", seconds: 2 * HOUR }]);
    expect(await secondsOf(plant, plant.first.personId)).toBe(4 * HOUR);
    await expectRebuilt(database);
  });

  it("is booked whole when the person had left again before it was told", async () => {
    const { plant, a } = await runs();
    await plant.does(plant.lead, confirmProduction, after("3"), { operationId: a, good: "10" });
    await plant.does(plant.second, signOnOperation, after("2"), { operationId: a }, after("3.1"));
    await plant.does(plant.second, signOffOperation, after("2.5"), { operationId: a }, after("3.1"));
    await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, good: "10" });
    await plant.does(plant.lead, confirmProduction, after("5"), { operationId: a, good: "10" });
    expect(await secondsOf(plant, plant.second.personId)).toBe(HOUR / 2);
  });

  it("is booked by an entry that itself comes late, as far as that reaches, and by the next one from there on", async () => {
    const { plant, a } = await runs();
    await plant.does(plant.lead, confirmProduction, after("3"), { operationId: a, good: "10" });
    await plant.does(plant.second, signOnOperation, after("2"), { operationId: a }, after("3.1"));
    await plant.does(plant.lead, confirmProduction, after("2.5"), { operationId: a, good: "1" }, after("3.2"));
    expect([await secondsOf(plant, plant.second.personId), await secondsOf(plant, plant.first.personId)]).toEqual([HOUR / 2, 3 * HOUR]);
    await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, good: "1" });
    expect([await secondsOf(plant, plant.second.personId), await secondsOf(plant, plant.first.personId)]).toEqual([2 * HOUR, 4 * HOUR]);
  });

  it("counts what no other operation has got of the person's time yet, before and behind what it has", async () => {
    const { database, plant, a, b } = await runs();
    await plant.does(plant.second, signOnOperation, after("2"), { operationId: b });
    await plant.does(plant.lead, confirmProduction, after("3"), { operationId: b, good: "10" });
    await plant.does(plant.second, signOnOperation, after("1.5"), { operationId: a }, after("3.1"));
    await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, good: "10" });
    await plant.does(plant.lead, confirmProduction, after("4"), { operationId: b, good: "10" });
    // On A alone for half an hour, on B alone as it was booked, then half of their time on each.
    expect(await labourOf(plant, plant.second.personId)).toEqual(
      expect.arrayContaining([
        { operationId: a, activity: "RUN", seconds: HOUR },
        { operationId: b, activity: "RUN", seconds: 1.5 * HOUR },
      ]),
    );
    expect(await secondsOf(plant, plant.second.personId)).toBe(2.5 * HOUR);
    await expectRebuilt(database);
  });

  it("EX-02 goes into a pause that is told later still at its own instant, while who was booked beyond it goes there", async () => {
    const { plant, a } = await runs();
    await plant.does(plant.lead, confirmProduction, after("3"), { operationId: a, good: "10" });
    await plant.does(plant.second, signOnOperation, after("1.5"), { operationId: a }, after("3.1"));
    await plant.does(plant.first, pauseOperation, after("2"), { operationId: a, reason: "BRK-MECH" }, after("3.2"));
    await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, good: "1" });
    expect((await labourOf(plant, plant.second.personId)).map(({ activity, seconds }) => [activity, seconds]).toSorted()).toEqual([
      ["DELAY", 2 * HOUR],
      ["RUN", HOUR / 2],
    ]);
    expect(await secondsOf(plant, plant.first.personId)).toBe(4 * HOUR);
  });

  it("C-07 was no rework of an entry that had not begun", async () => {
    const { plant, a } = await runs();
    await plant.does(plant.lead, confirmProduction, after("3"), { operationId: a, good: "10", rework: "2", reworkReason: "DIM" });
    await plant.does(plant.second, signOnOperation, after("2"), { operationId: a }, after("3.1"));
    await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, activity: "REWORK", good: "2" });
    expect((await labourOf(plant, plant.second.personId)).map(({ activity, seconds }) => [activity, seconds]).toSorted()).toEqual([
      ["REWORK", HOUR],
      ["RUN", HOUR],
    ]);
  });

  it("EX-19 is not taken for booked by an entry that is taken back and whose time is booked again", async () => {
    const { plant, a } = await runs();
    const { entryId } = await plant.does(plant.lead, confirmProduction, after("3"), { operationId: a, good: "10" });
    await plant.does(plant.second, signOnOperation, after("2"), { operationId: a }, after("3.1"));
    await plant.does(plant.lead, reverseEntry, after("3.2"), { entryId, reason: "MISKEY" });
    await plant.does(plant.lead, confirmProduction, after("4"), { operationId: a, good: "9" });
    expect([await secondsOf(plant, plant.second.personId), await secondsOf(plant, plant.first.personId)]).toEqual([2 * HOUR, 4 * HOUR]);
  });
});

/** People join the two runs, and entries are made on them, at seconds after 1.00 h; all of it arrives in the order of `arrives`. */
const news = fc.record({
  kind: fc.constantFrom("joins", "entry"),
  who: fc.constantFrom("second", "third"),
  on: fc.constantFrom("a", "b"),
  second: fc.integer({ min: 1, max: 3_600 }),
  arrives: fc.integer({ min: 0, max: 1_000 }),
} as const);

it("EX-17 EX-18 EX-21 in whatever order it arrives, everybody is booked for the seconds from their first sign-on on, each once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(news, { minLength: 4, maxLength: 16 }), async (told) => {
      const { plant, a, b } = await runs();
      const people = { second: plant.second, third: await plant.employ("0431", "A1", ["OPERATOR"]) };
      const at = (second: number): Date => new Date(after("1").getTime() + second * 1_000);
      const since = { second: Number.POSITIVE_INFINITY, third: Number.POSITIVE_INFINITY };
      for (const { kind, who, on, second } of told.toSorted((x, y) => x.arrives - y.arrives)) {
        const operationId = on === "a" ? a : b;
        if (kind === "entry") await plant.does(plant.lead, confirmProduction, at(second), { operationId, good: "1" }, at(3_600));
        else if ((await plant.send(people[who], signOnOperation, at(second), { operationId }, at(3_600))).ok) since[who] = Math.min(since[who], second);
      }
      for (const operationId of [a, b]) await plant.does(plant.lead, confirmProduction, at(4_000), { operationId, good: "1" });
      for (const who of ["second", "third"] as const) expect(await secondsOf(plant, people[who].personId)).toBe(Math.max(0, 4_000 - since[who]));
      for (const { personId } of [plant.first, plant.lead]) expect(await secondsOf(plant, personId)).toBe(HOUR + 4_000);
    }),
    { numRuns: 7, endOnFailure: true },
  );
}, 120_000);
