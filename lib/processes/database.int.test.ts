import { mkdtempSync, chmodSync, rmSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "./database";

const home = mkdtempSync(join(tmpdir(), "millrace-database-"));
const options = { dataDir: join(home, "data"), password: "p@ss/word", port: 0, logFile: join(home, "postgres.log") };
let server: PostgresServer;
beforeAll(async () => {
  chmodSync(home, 0o755);
  server = await startPostgres(options);
});
afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

it("keeps its data over a stop", async () => {
  await query(server.url, (sql) => sql`create table kept as select 42 as answer`);
  await server.stop();
  server = await startPostgres(options);
  expect(await query(server.url, (sql) => sql`select answer from kept`)).toEqual([{ answer: 42 }]);
});

it("takes the data over from a server that was left running", async () => {
  const leftover = server;
  server = await startPostgres(options);
  expect(leftover.process.exitCode).toBe(0);
  expect(await query(server.url, (sql) => sql`select answer from kept`)).toEqual([{ answer: 42 }]);
});

it("recovers after its whole process group was killed", async () => {
  const gone = new Promise((resolve) => server.process.once("exit", resolve));
  process.kill(-Number(server.process.pid), "SIGKILL");
  await gone;
  expect(readFileSync(join(options.dataDir, "postmaster.pid"), "utf8")).toContain(String(server.process.pid));
  server = await startPostgres(options);
  expect(await query(server.url, (sql) => sql`select answer from kept`)).toEqual([{ answer: 42 }]);
});

it("takes the next port when its own is taken", async () => {
  await server.stop();
  const other = createServer().listen(server.port, "127.0.0.1");
  try {
    const taken = server.port;
    server = await startPostgres({ ...options, port: taken });
    expect(server.port).toBeGreaterThan(taken);
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});

async function query<T>(url: string, run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1 });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
}
