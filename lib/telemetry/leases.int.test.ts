import type postgres from "postgres";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { connect } from "@/db/client";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { assertLease, LeaseLost, WRITER_LOCK } from "./lease";
import { type Leases, openLeases } from "./leases";

let database: TestDatabase;
const open: Leases[] = [];
const keep = (): Promise<void> => Promise.resolve();

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const leases of open.splice(0)) await leases.close();
});
afterAll(() => database.close());

/** A worker's leases and what it takes of the sources. */
function worker() {
  const leases = openLeases(database.url, pino({ level: "silent" }));
  open.push(leases);
  return leases;
}
/** Ends the lease connections that there are now, as the database does with those of workers that stand still. */
async function endConnections(): Promise<void> {
  const { sql } = connect(database.url, { max: 1, role: null });
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'millrace-leases' and datname = current_database()`;
  await sql.end();
}
/** In a transaction like that of a batch. */
const write = <Result>(key: string, token: number, work: (sql: postgres.TransactionSql) => Promise<Result>) =>
  database.sql.begin(async (sql) => {
    await assertLease(sql, { key, token });
    return work(sql);
  });

it("SEC-15 whoever takes a source over ends what its former holder has begun to write, and from then on that holder writes nothing", async () => {
  const former = worker();
  const token = (await former.balance(["press"], keep)).get("press") ?? 0;
  expect(await write("press", token, async (sql) => (await sql`select 1 as one`)[0])).toEqual({ one: 1 });
  await expect(write("press", token + 1, keep)).rejects.toBeInstanceOf(LeaseLost);

  let heldUp = true;
  const begun = write("press", token, async (sql) => {
    await vi.waitFor(() => expect(heldUp).toBe(false), { timeout: 10_000 });
    await sql`select 1`;
  });
  const ended = begun.then(
    () => "written",
    (error: unknown) => String(error),
  );
  await vi.waitFor(async () => expect(await database.sql`select 1 from pg_locks where locktype = 'advisory' and classid = ${WRITER_LOCK}`).toHaveLength(1));
  await endConnections();
  const heir = worker();
  await vi.waitFor(async () => expect([...(await heir.balance(["press"], keep)).keys()]).toEqual(["press"]), { timeout: 5000 });
  heldUp = false;
  expect(await ended).toMatch(/terminat|closed/i);
  await expect(write("press", token, keep)).rejects.toBeInstanceOf(LeaseLost);
  const now = (await heir.balance(["press"], keep)).get("press") ?? 0;
  expect(await write("press", now, async (sql) => (await sql`select 1 as one`)[0])).toEqual({ one: 1 });
});

it("a source is given back after what is done under its lease has ended, and its token is void then", async () => {
  const first = worker();
  const tokens = await first.balance(["press", "oven"], keep);
  const second = worker();
  await second.balance(["press", "oven"], keep);
  const letGo: string[] = [];
  const kept = await first.balance(["press", "oven"], async (key) => {
    expect(await write(key, tokens.get(key) ?? 0, async (sql) => (await sql`select 1 as one`)[0])).toEqual({ one: 1 });
    letGo.push(key);
  });
  expect(letGo).toEqual(["press"]);
  expect([...kept]).toEqual([["oven", tokens.get("oven")]]);
  await expect(write("press", tokens.get("press") ?? 0, keep)).rejects.toBeInstanceOf(LeaseLost);
  expect([...(await second.balance(["press", "oven"], keep)).keys()]).toEqual(["press"]);
});

it("after a fault on a connection that lives on every source has one worker that hears it, and can be given back", async () => {
  const [first, second] = [worker(), worker()];
  const sources = ["press", "oven"];
  await first.balance(sources, keep);
  await second.balance(sources, keep);
  await expect(first.balance(sources, () => Promise.reject(new Error("The broker does not answer")))).rejects.toThrow("The broker does not answer");
  expect(await first.stand()).toBe(false);
  expect([...(await first.balance(sources, keep)).keys()]).toEqual(["press"]);
  expect([...(await second.balance(sources, keep)).keys()]).toEqual(["oven"]);
  expect([...(await first.balance(["oven"], keep)).keys()]).toEqual([]);
  expect([...(await second.balance(["press"], keep)).keys()]).toEqual(["press"]);
});

it("a database that takes no writes leases nothing; with the next connection to one that does, sources are heard again", async () => {
  const { sql } = connect(database.url, { max: 1, role: null });
  const setReadOnly = (is: boolean) =>
    sql.unsafe(
      `begin; set transaction read write; alter database "${new URL(database.url).pathname.slice(1)}" ${is ? "set default_transaction_read_only = on" : "reset default_transaction_read_only"}; commit`,
    );
  const one = worker();
  await one.balance(["press"], keep);
  try {
    await setReadOnly(true);
    await endConnections();
    await vi.waitFor(() => expect(one.balance(["press"], keep)).rejects.toThrow("takes no writes"), { timeout: 5000 });
  } finally {
    await setReadOnly(false);
    await sql.end();
  }
  await vi.waitFor(async () => expect([...(await one.balance(["press"], keep)).keys()]).toEqual(["press"]), { timeout: 5000 });
});
