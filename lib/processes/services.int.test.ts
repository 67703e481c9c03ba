import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { openDatabase } from "./services";

const role = `limited_${randomUUID().replaceAll("-", "")}`;
const server = postgres(inject("testPostgres").url, { max: 1 });
const given = new URL(inject("testPostgres").url);
given.username = role;
given.password = "secret";
const secrets = { databasePassword: "", secret: "", sandboxErpKey: "", sandboxErpWebhookSecret: "" };
const open = (warned: (name: string, text: string) => void) => openDatabase(given.href, "", secrets, { warned, started: () => undefined, died: () => undefined });

beforeAll(() => server`create role ${server(role)} login password 'secret' connection limit 0`);
afterAll(async () => {
  await server`drop role ${server(role)}`;
  await server.end();
});

it("waits for a given database that takes no more connections for now, and says so", async () => {
  const said: string[] = [];
  const opened = open((_, text) => void said.push(text));
  await expect.poll(() => said).toEqual([`${given.host} does not answer (53300); trying again`]);
  await server`alter role ${server(role)} connection limit 4`;
  expect((await opened).url).toBe(given.href);
});

it("throws at once what waiting does not cure", async () => {
  await server`alter role ${server(role)} nologin`;
  await expect(open(() => undefined)).rejects.toThrow("not permitted to log in");
});
