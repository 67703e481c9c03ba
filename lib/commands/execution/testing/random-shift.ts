import fc from "fast-check";
import { eq } from "drizzle-orm";
import { productionEntry } from "@/db/schema/execution";
import { handover } from "@/db/schema/handover";
import { materialMove } from "@/db/schema/materials";
import { acceptHandover } from "@/lib/commands/execution/accept-handover";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { endIndirect, startIndirect } from "@/lib/commands/execution/indirect";
import { offerHandover } from "@/lib/commands/execution/offer-handover";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { resumeOperation } from "@/lib/commands/execution/resume-operation";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { signOffOperation, signOnOperation } from "@/lib/commands/execution/sign-on";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { after, type ExamplePlant } from "./example-plant";

const KINDS = [
  "start",
  "start",
  "setup",
  "setup",
  "pause",
  "resume",
  "resume",
  "on",
  "off",
  "leave",
  "leave",
  "take",
  "take",
  "other",
  "back",
  "issue",
  "issue",
  "confirm",
  "confirm",
  "confirm",
  "confirm",
  "confirm",
  "rework",
  "rework",
  "reverse",
  "reverse",
  "reverse",
  "complete",
] as const;

/** One tap of somebody at one of the two operations: some minutes after the last one, recorded with some delay. */
export const tap = fc.record({
  kind: fc.constantFrom(...KINDS),
  who: fc.constantFrom("first", "second", "lead", "lead"),
  op: fc.constantFrom(10, 20, 20),
  seconds: fc.nat(5_000),
  late: fc.constantFrom(0, 0, 0, 400, 9_000),
  good: fc.nat(45),
  scrap: fc.constantFrom(0, 0, 0, 3, 12),
  rework: fc.constantFrom(0, 0, 0, 5),
  lot: fc.constantFrom("C-A", "C-B", "C-C", "S-1", "S-2", "none"),
  pick: fc.nat(20),
});
export type Tap = typeof tap extends fc.Arbitrary<infer Value> ? Value : never;

const begin: Tap = { kind: "start", who: "first", op: 10, seconds: 60, late: 0, good: 0, scrap: 0, rework: 0, lot: "C-A", pick: 0 };
/** A begin that gets somewhere, so that what follows is not refused throughout. */
const OPENING: readonly Tap[] = [
  begin,
  { ...begin, kind: "setup" },
  { ...begin, kind: "issue" },
  { ...begin, kind: "confirm", good: 40, rework: 5 },
  { ...begin, op: 20, who: "second" },
  { ...begin, kind: "setup", op: 20 },
];

/** Plays taps one after the other. Refusals are part of it; answers how many were carried out. */
export async function playShift(plant: ExamplePlant, taps: readonly Tap[]): Promise<number> {
  const operations = await plant.operationIds("PO-1001");
  const [machine, assembly] = [await plant.unitId("MACH-1"), await plant.unitId("ASSY-2")];
  let elapsed = 0;
  let done = 0;
  for (const each of [...OPENING, ...taps]) {
    elapsed += each.seconds;
    const recordedAt = new Date(after("0").getTime() + elapsed * 1_000);
    const at = new Date(recordedAt.getTime() - each.late * 1_000);
    const result = await carryOut(each, at, recordedAt);
    if (result?.ok === true) done += 1;
  }
  return done;

  async function carryOut(one: Tap, at: Date, recordedAt: Date) {
    const actor = plant[one.who];
    const operationId = operations.get(one.op) ?? "";
    const workUnitId = one.op === 10 ? machine : assembly;
    switch (one.kind) {
      case "start":
        return plant.send(actor, startOperation, at, { operationId, workUnitId }, recordedAt);
      case "setup":
        return plant.send(actor, finishSetup, at, { operationId }, recordedAt);
      case "pause":
        return plant.send(actor, pauseOperation, at, { operationId, reason: one.pick % 2 === 0 ? "BRK-MECH" : "BREAK" }, recordedAt);
      case "resume":
        return plant.send(actor, resumeOperation, at, { operationId }, recordedAt);
      case "on":
        return plant.send(actor, signOnOperation, at, { operationId }, recordedAt);
      case "off":
        return plant.send(actor, signOffOperation, at, { operationId }, recordedAt);
      case "leave":
        return plant.send(actor, offerHandover, at, { workUnitId, note: "", openPoints: [] }, recordedAt);
      case "take": {
        const handoverId = await someHandover(one.pick);
        return handoverId === null ? null : plant.send(actor, acceptHandover, at, { handoverId }, recordedAt);
      }
      case "other":
        return plant.send(actor, startIndirect, at, { workUnitId, code: one.pick % 2 === 0 ? "CLEANING" : "MEETING" }, recordedAt);
      case "back":
        return plant.send(actor, endIndirect, at, { workUnitId }, recordedAt);
      case "issue":
        return plant.send(actor, issueMaterial, at, { operationId, lot: one.lot, ...(one.good === 0 ? {} : { quantity: String(one.good) }) }, recordedAt);
      case "confirm":
        return plant.send(
          actor,
          confirmProduction,
          at,
          {
            operationId,
            good: String(one.good),
            scrap: String(one.scrap),
            scrapReason: "SURFACE",
            rework: String(one.rework),
            reworkReason: "DIM",
            ...(one.late > 0 ? { deviceSequence: 1 } : {}),
          },
          recordedAt,
        );
      case "rework":
        return plant.send(
          actor,
          confirmProduction,
          at,
          { operationId, activity: "REWORK", good: String(one.good % 6), scrap: String(one.scrap % 3), scrapReason: "DIM" },
          recordedAt,
        );
      case "reverse": {
        const entryId = await someEntry(one.pick);
        return entryId === null ? null : plant.send(actor, reverseEntry, at, { entryId, reason: "MISKEY" }, recordedAt);
      }
      case "complete":
        return plant.send(actor, completeOperation, at, { operationId, ...(one.who === "lead" ? { shortCloseReason: "LATE-INFO" } : {}) }, recordedAt);
    }
  }

  /** A handover that nobody has accepted, or now and then one that somebody has. */
  async function someHandover(pick: number): Promise<string | null> {
    const rows = await plant.db.select({ id: handover.id, acceptedBy: handover.acceptedBy }).from(handover).orderBy(handover.offeredAt, handover.id);
    const open = rows.filter((row) => row.acceptedBy === null);
    const among = pick > 17 ? rows : open;
    return among[pick % Math.max(1, among.length)]?.id ?? null;
  }

  /** The n-th thing that was recorded: a confirmation or an issue. */
  async function someEntry(pick: number): Promise<string | null> {
    const entries = await plant.db.select({ id: productionEntry.id, at: productionEntry.recordTime }).from(productionEntry).orderBy(productionEntry.recordTime, productionEntry.id);
    const issues = await plant.db
      .select({ id: materialMove.id, at: materialMove.recordTime })
      .from(materialMove)
      .where(eq(materialMove.type, "ISSUE"))
      .orderBy(materialMove.recordTime, materialMove.id);
    const all = [...entries, ...issues];
    return all[pick % Math.max(1, all.length)]?.id ?? null;
  }
}
