import { expect, it } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { openFactory, outboxRow } from "@/lib/erp/tryton/testing/factory";
import { holdRows } from "@/lib/erp/tryton/testing/hold-rows";
import { issue, status } from "@/lib/erp/tryton/testing/messages";
import { onTryton, type RunningTryton } from "@/lib/erp/tryton/testing/on-tryton";
import { testBroker } from "@/lib/processes/testing/broker";
import { seededRandom } from "@/lib/sandbox/company/random";
import { blow } from "./storm";
import { trytonStorm } from "./storm-tryton";

/** A message is many calls here, and the suite has other things to do: enough for each kind of message, and for workers that are killed amid them. */
const SIZE = { orders: 3, rounds: 2 };
const MESSAGES = 21;
const KILLS = 2;
const SEED = 20_261_129;
/** The seeded order that is copied: 1000 housings. */
const HOUSINGS = 5;

// Logins end within the run, as they do in a plant within a day.
process.env.TRYTON_SESSION_MAX_AGE = "15";

await onTryton("Tryton in trouble", suite);

function suite(up: RunningTryton): void {
  it("tries again what somebody else has in hand, and books it once when they let go", async () => {
    const factory = openFactory(up);
    const adapter = factory.adapter();
    const [order, other] = [await factory.released(HOUSINGS), await factory.released(HOUSINGS)];
    const started = status(order, "IN_PROGRESS");
    // Somebody assigns the same material to another order.
    const assigned = await holdRows(up, { movesOf: [(await factory.order(other)).id] });
    try {
      expect(await adapter.post(started, outboxRow())).toMatchObject({ kind: "retry", reason: expect.stringContaining("could not obtain lock") });
    } finally {
      await assigned();
    }
    expect((await factory.order(order)).state).toBe("waiting");
    expect(await adapter.post(started, outboxRow())).toMatchObject({ kind: "accepted" });
    expect((await factory.order(order)).state).toBe("running");
    // Somebody has the order itself open, for longer than we wait: Tryton goes on by itself once they let go.
    const opened = await holdRows(up, { orders: [order] });
    const inserts = issue(order, { item: "RM-INSERT", qty: "19", uom: "EA" });
    const row = outboxRow();
    try {
      expect(await factory.adapter({ settings: { timeoutSeconds: 2 } }).post(inserts, row)).toMatchObject({ kind: "unknown" });
    } finally {
      await opened();
    }
    expect(await adapter.post(inserts, row)).toMatchObject({ kind: "accepted" });
    const found = await factory.order(order);
    expect(found["inputs."].filter((move) => move["product."].code === "RM-INSERT" && move.quantity.eq(19))).toMatchObject([{ state: "done" }]);
  });

  it(`IN-03 has ${MESSAGES} messages of three orders once, in the order of each, whatever befalls the calls and the workers`, { timeout: 240_000 }, async () => {
    const [database, broker, erp] = await Promise.all([testDatabase(), testBroker(), trytonStorm(SIZE, up)]);
    try {
      const weather = { kills: KILLS, everyMs: 4000, overMs: 8000, troubleMs: 1500, patienceMs: 150_000, random: seededRandom(SEED) };
      const { said, reckoning, left, alarms, kills, met } = await blow(erp, database, broker.url, weather);
      expect(reckoning).toEqual({ lost: 0, doubled: 0, outOfOrder: 0 });
      expect([said, left, alarms, kills]).toEqual([MESSAGES, {}, 0, KILLS]);
      expect(met.size).toBeGreaterThan(2);
    } finally {
      await Promise.all([database.close(), broker.stop()]);
    }
  });
}
