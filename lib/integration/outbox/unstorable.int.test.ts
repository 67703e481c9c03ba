import { beforeEach, expect, it } from "vitest";
import { connect } from "@/db/client";
import { exception } from "@/db/schema/exception";
import { connection } from "@/db/schema/integration";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { erpChannel } from "@/lib/commands/integration/erp-channel";
import type { ErpAdapter } from "@/lib/erp/port";
import { channelPlant, type ChannelPlant, NOWHERE, status } from "@/lib/integration/testing/channel-plant";
import { MAX_TRIES } from "./backoff";

let database: TestDatabase;
let plant: ChannelPlant;

beforeEach(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  return () => database.close();
});

/** A worker at an ERP that answers in its own way. */
async function workerAt(answers: Pick<ErpAdapter, "post"> & Partial<ErpAdapter>) {
  const real = await plant.adapters.adapterFor(plant.connectionId);
  return erpChannel(plant.services, { adapterFor: () => Promise.resolve({ ...real, ...answers }) }).dispatcher("worker", { random: () => 0.5 });
}

it("keeps the beginning of a reason of any length, and what no text of a database can hold in another letter", async () => {
  const [long = "", odd = ""] = await plant.say(status("PO-1001", plant.clock.now()), status("PO-1002", plant.clock.now()));
  const words = Array.from({ length: 160_000 }, (_, index) => `w${index.toString(36)}x`).join(" ");
  const worker = await workerAt({
    post: ({ subject }) =>
      Promise.resolve(
        subject === "PO-1001" ? { kind: "rejected", code: "X", reason: words, raw: words } : { kind: "accepted", document: "D\0-1", parts: [{ kind: "note", number: "\uD800" }] },
      ),
  });
  await worker.drain();
  expect(await plant.message(long)).toMatchObject({ state: "REJECTED", attempts: 0, reason: `${words.slice(0, 3_999)}…` });
  expect(await plant.message(odd)).toMatchObject({ state: "ACCEPTED", document: "D\uFFFD-1", documentParts: [{ kind: "note", number: "\uFFFD" }] });
});

it("IN-05 an answer that the database does not take costs a try, and people are called in the end; the lane is not stuck without a word", async () => {
  const owner = connect(database.url, { role: null, max: 1 });
  await owner.sql.unsafe("alter table integration.outbox_message add constraint broken_ck check (document is distinct from 'D-1') not valid");
  await owner.close();
  const [id = ""] = await plant.say(status("PO-1001", plant.clock.now()));
  const taken = { kind: "accepted", document: "D-1", parts: [] } as const;
  let posted = 0;
  const worker = await workerAt({ post: () => ((posted += 1), Promise.resolve(taken)), findByKey: () => Promise.resolve(taken) });
  await worker.drain();
  expect(await plant.message(id)).toMatchObject({ state: "RETRY_WAIT", attempts: 1, reasonCode: "UNKNOWN" });
  for (let tries = 1; tries < MAX_TRIES; tries += 1) {
    plant.clock.advance(301);
    await worker.drain();
  }
  expect(await plant.message(id)).toMatchObject({ state: "DEAD", attempts: MAX_TRIES });
  expect([posted, (await plant.db.select().from(exception)).map((row) => row.class)]).toEqual([1, ["MESSAGE_DEAD"]]);
  expect(await plant.db.select({ failures: connection.failures }).from(connection)).toEqual([{ failures: 0 }]);
});
