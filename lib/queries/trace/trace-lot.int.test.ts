import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { productionOrder } from "@/db/schema/execution";
import { site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { reopenOrder } from "@/lib/commands/execution/reopen-order";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { type Played, playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { lotsByNumber, suggestLots } from "./lot-head";
import { lotBalance } from "./mass-balance";
import { traceLot } from "./trace-lot";

let database: TestDatabase;
let plant: ExamplePlant;
let played: Played;
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  played = await playExample1(plant);
});
afterAll(() => database.close());

const reader = () => ({ db: database.db, now: after("21") });

/** Edges in words: "C-A > PO-1001 150". */
async function words(lotNumber: string, direction: "back" | "forward", actor: Actor = plant.lead) {
  const trace = await traceLot(reader(), actor, await plant.lotId(lotNumber));
  const name = new Map<string, string>([
    ...(trace?.lots ?? []).map((each) => [`LOT ${each.id}`, each.number] as const),
    ...(trace?.orders ?? []).map((each) => [`ORDER ${each.id}`, each.number] as const),
  ]);
  return trace?.[direction].edges.map((edge) => `${name.get(edge.from)} > ${name.get(edge.to)} ${edge.quantity}`).toSorted();
}

async function finishedLot(): Promise<string> {
  const rows = await suggestLots(reader(), plant.lead, "PO-1001");
  return rows[0]?.number ?? "";
}

describe("trace of Example 1", () => {
  it("TR-05 leads from the finished lot back to every lot that was taken, and from each of them forward to it", async () => {
    const made = await finishedLot();
    expect(await words(made, "back")).toEqual(["C-A > PO-1001 150", "C-B > PO-1001 54", `PO-1001 > ${made} 200`, "S-1 > PO-1001 410"]);
    expect(await words(made, "forward")).toEqual([]);
    expect(await words("C-A", "forward")).toEqual(["C-A > PO-1001 150", `PO-1001 > ${made} 200`]);
    expect(await words("C-A", "back")).toEqual([]);
    // Nothing was taken of it.
    expect(await words("C-C", "forward")).toEqual([]);
  });

  it("each step says time, equipment, operation and operator", async () => {
    const trace = await traceLot(reader(), plant.lead, await plant.lotId("C-A"));
    expect(trace?.forward.edges[0]).toMatchObject({
      kind: "CONSUME",
      uom: "EA",
      opNo: 10,
      operation: "Machining",
      workUnit: "MACH-1",
      operators: ["0417"],
      fromAt: after("0.50").toISOString(),
      // The next lot of castings came to the machine then.
      toAt: after("5").toISOString(),
    });
    const last = await traceLot(reader(), plant.lead, await plant.lotId("C-B"));
    expect(last?.forward.edges[0]).toMatchObject({ fromAt: after("5").toISOString(), toAt: after("11.50").toISOString() });
    expect(trace?.lot).toMatchObject({ item: "CAST-01", site: "Site A", status: "RELEASED", onHand: "0" });
  });

  it("TR-08 prints the mass balance of a lot", async () => {
    expect(await lotBalance(reader(), await plant.lotId("C-B"))).toMatchObject({ entered: "194", consumed: "54", onHand: "140", unexplained: "0", flagged: false });
    expect(await lotBalance(reader(), await plant.lotId(await finishedLot()))).toMatchObject({ entered: "200", consumed: "0", onHand: "200", unexplained: "0" });
  });

  it("finds a lot by the beginning of its number, and by the whole of it", async () => {
    expect((await suggestLots(reader(), plant.lead, "C-")).map((row) => row.number)).toEqual(["C-A", "C-B", "C-C"]);
    expect(await lotsByNumber(reader(), plant.lead, "S-1")).toMatchObject([{ number: "S-1", item: "SEAL-02" }]);
    expect(await lotsByNumber(reader(), plant.lead, "S-")).toEqual([]);
  });

  it("S26 another site's lots are not there", async () => {
    const siteId = newId();
    await database.db.insert(site).values({ id: siteId, code: "SITE-X", name: "Site X", timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal(0) });
    const stranger: Actor = { ...plant.lead, sites: [{ siteId, code: "SITE-X", roles: ["QUALITY_MANAGER"] }] };
    expect(await traceLot(reader(), stranger, await plant.lotId("C-A"))).toBeNull();
    expect(await lotsByNumber(reader(), stranger, "C-A")).toEqual([]);
    expect(await suggestLots(reader(), stranger, "")).toEqual([]);
    // A role without trace.read at the right site sees as little.
    expect(await traceLot(reader(), { ...plant.lead, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["MAINTENANCE"] }] }, await plant.lotId("C-A"))).toBeNull();
  });

  it("EX-19 what was reversed is no way of the material any more", async () => {
    const made = await finishedLot();
    const [order] = await database.db.select({ id: productionOrder.id }).from(productionOrder).where(eq(productionOrder.number, "PO-1001"));
    await plant.does(plant.lead, reopenOrder, after("21.5"), { orderId: order?.id, reason: "MISKEY" });
    await plant.does(plant.lead, reverseEntry, after("22"), { entryId: played.entry20, reason: "MISKEY" });
    expect(await words("C-A", "forward")).toEqual(["C-A > PO-1001 150"]);
    expect(await words(made, "back")).toEqual([]);
    expect(await lotBalance(reader(), await plant.lotId(made))).toMatchObject({ entered: "0", onHand: "0", unexplained: "0", unexplainedPercent: null, flagged: false });
  });
});
