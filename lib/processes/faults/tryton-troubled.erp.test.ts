import { expect, it } from "vitest";
import { testDatabase } from "@/db/testing/database";
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

// Logins end within the run, as they do in a plant within a day.
process.env.TRYTON_SESSION_MAX_AGE = "15";

await onTryton("Tryton in trouble", suite);

function suite(up: RunningTryton): void {
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
