import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { connect, type Connection } from "@/db/client";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { createFanOut, type LiveEvent } from "./fan-out";
import { type Listener, listen } from "./listen";
import { createNotifier } from "./notify";

let database: TestDatabase;
let owner: Connection;
const open: Listener[] = [];
beforeAll(async () => {
  database = await testDatabase();
  owner = connect(database.url, { max: 1, role: null });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});
afterAll(async () => {
  await owner.close();
  await database.close();
});

const operation = (id: string) => ({ siteId: "site", kind: "operation", id, orderId: "order-1" });
const wait = (condition: () => unknown) => vi.waitFor(() => expect(condition()).toBeTruthy(), { timeout: 10_000, interval: 10 });

async function listening(url = database.url) {
  const fanOut = createFanOut();
  const heard: LiveEvent[] = [];
  fanOut.subscribe((event) => heard.push(event));
  open.push(listen(url, fanOut));
  await wait(() => fanOut.sourceUp());
  return { fanOut, heard, topics: () => heard.flatMap((event) => (event.type === "changed" ? event.topics.map((topic) => `${topic.kind}:${topic.id ?? ""}`) : [])) };
}

const listenerBackends = () => database.sql<{ pid: number }[]>`select pid from pg_stat_activity where datname = current_database() and application_name = 'millrace live'`;

describe("live channel", () => {
  it("reaches every listening process, once per topic and burst", async () => {
    const [one, two] = [await listening(), await listening()];
    const notifier = createNotifier(database.sql);
    for (let i = 0; i < 50; i++) notifier.tellLive([operation("op-1")]);
    await wait(() => one.topics().includes("wip:") && two.topics().includes("wip:"));
    expect(one.topics()).toEqual(["operation:op-1", "order:order-1", "cost:order-1", "wip:"]);
    expect(two.topics()).toEqual(one.topics());
  });

  it("hears what another operating system process tells", async () => {
    const here = await listening();
    const child = fork(fileURLToPath(new URL("testing/teller.ts", import.meta.url)), [database.url], { execArgv: ["--import", "tsx"] });
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
    await wait(() => here.topics().includes("lot:from-another-process"));
  });

  it("cuts a large burst into payloads that fit, and loses none of it", async () => {
    const here = await listening();
    const notifier = createNotifier(database.sql);
    notifier.tellLive(Array.from({ length: 600 }, (_, i) => operation(`op-${i}`)));
    await notifier.flush();
    await wait(() => new Set(here.topics()).size >= 603);
  });

  it("comes back when its connection is cut, tells to resync, and hears again", async () => {
    const here = await listening();
    const [backend] = await listenerBackends();
    await owner.sql`select pg_terminate_backend(${backend?.pid ?? 0})`;
    await wait(() => here.heard.some((event) => event.type === "source" && !event.up));
    await wait(() => here.heard.some((event) => event.type === "resync"));
    createNotifier(database.sql).tellLive([operation("after")]);
    await wait(() => here.topics().includes("operation:after"));
  });

  it("holds one connection per process and leaves none behind", async () => {
    const here = await listening();
    const streams = Array.from({ length: 20 }, () => here.fanOut.subscribe(() => undefined));
    expect(here.fanOut.size()).toBe(21);
    expect(await listenerBackends()).toHaveLength(1);
    for (const leave of streams) leave();
    await Promise.all(open.splice(0).map((listener) => listener.close()));
    await vi.waitFor(async () => expect(await listenerBackends()).toHaveLength(0), { timeout: 5_000 });
  });

  it("keeps what it could not tell until the database is back", async () => {
    const here = await listening();
    const dead = connect(database.url, { max: 1 });
    const notifier = createNotifier(dead.sql);
    const [own] = await dead.sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await owner.sql`select pg_terminate_backend(${own?.pid ?? 0})`;
    notifier.tellLive([operation("kept")]);
    await wait(() => here.topics().includes("operation:kept"));
    await dead.close();
  });

  it("a subscriber that throws does not silence the others", async () => {
    const fanOut = createFanOut();
    const heard: string[] = [];
    fanOut.subscribe(() => {
      throw new Error("stream closed");
    });
    fanOut.subscribe((event) => heard.push(event.type));
    fanOut.publish({ type: "resync" });
    expect(heard).toEqual(["resync"]);
    expect(fanOut.size()).toBe(1);
  });
});
