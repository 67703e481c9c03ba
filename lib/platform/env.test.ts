import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function loaded(values: Readonly<Record<string, string>>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
  return (await import("./env")).env;
}

const OIDC = { OIDC_ISSUER: "https://login.example", OIDC_CLIENT_ID: "millrace", OIDC_CLIENT_SECRET: "secret" };

it.each([
  ["a database of another kind", { DATABASE_URL: "mysql://x" }, "at DATABASE_URL"],
  ["what is no address", { MQTT_URL: "broker" }, "at MQTT_URL"],
  ["a part of the single sign-on", { OIDC_ISSUER: OIDC.OIDC_ISSUER }, "set all three, or none"],
  ["two parts of it", { ...OIDC, OIDC_CLIENT_SECRET: "" }, "set all three, or none"],
  ["a port that is none", { PORT: "abc" }, "at PORT"],
])("refuses %s by name", async (_, values, reason) => {
  await expect(loaded(values)).rejects.toMatchObject({ name: "SettingsFault", message: expect.stringContaining(reason) });
});

it("takes the single sign-on as a whole, and what is set to nothing as not set", async () => {
  expect(await loaded({ ...OIDC, PORT: "" })).toMatchObject({ ...OIDC, PORT: 3000 });
});

it(".env.example names every variable that a process reads, and no other", () => {
  const read = [...readFileSync("lib/platform/env.ts", "utf8").matchAll(/^ {2}([A-Z][A-Z0-9_]+): (?:z\.|address\()/gm)].map(([, name]) => name);
  const explained = [...readFileSync(".env.example", "utf8").matchAll(/^# ([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(read.length).toBeGreaterThan(15);
  expect(explained.toSorted()).toEqual(read.toSorted());
});
