import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { BrokerIdentity } from "@/lib/platform/broker-identity";
import { startSubscriber, type Subscriber } from "./subscriber";
import { type Mosquitto, mosquittoPath, startMosquitto } from "./testing/mosquitto";

const hasOpenssl = spawnSync("openssl", ["version"]).error === undefined;

describe.skipIf(mosquittoPath === null || !hasOpenssl)("SEC-15 a broker that asks for certificates", () => {
  let folder: string;
  let broker: Mosquitto;
  let database: TestDatabase;
  const open: Subscriber[] = [];

  const at = (name: string): string => join(folder, name);
  // Not with what this process has been told: the OPC UA library sets OPENSSL_CONF to a file of its own.
  const { OPENSSL_CONF: _, ...env } = process.env;
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { stdio: "ignore", env });
  function authority(name: string): void {
    openssl(
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
      "-keyout",
      at(`${name}.key`),
      "-out",
      at(`${name}.pem`),
    );
  }
  function certificate(name: string, by: string): void {
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", `/CN=${name}`, "-keyout", at(`${name}.key`), "-out", at(`${name}.csr`));
    writeFileSync(at("names"), "subjectAltName=IP:127.0.0.1\n");
    openssl(
      "x509",
      "-req",
      "-in",
      at(`${name}.csr`),
      "-CA",
      at(`${by}.pem`),
      "-CAkey",
      at(`${by}.key`),
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      at("names"),
      "-out",
      at(`${name}.pem`),
    );
  }
  /** What the files of `MQTT_CA_FILE`, `MQTT_CERT_FILE` and `MQTT_KEY_FILE` hold. */
  const identity = (ca: string, own: string | null): BrokerIdentity => ({
    ca: readFileSync(at(`${ca}.pem`)),
    ...(own === null ? {} : { cert: readFileSync(at(`${own}.pem`)), key: readFileSync(at(`${own}.key`)) }),
  });

  beforeAll(async () => {
    if (mosquittoPath === null) return;
    folder = mkdtempSync(join(tmpdir(), "millrace-certificates-"));
    for (const name of ["plant-ca", "other-ca"]) authority(name);
    for (const name of ["broker", "millrace", "renewed"]) certificate(name, "plant-ca");
    certificate("stranger", "other-ca");
    const config = [`cafile ${at("plant-ca.pem")}`, `certfile ${at("broker.pem")}`, `keyfile ${at("broker.key")}`, "require_certificate true", "use_identity_as_username true"];
    [broker, database] = await Promise.all([startMosquitto(mosquittoPath, { config, client: identity("plant-ca", "millrace") }), testDatabase()]);
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  afterAll(async () => {
    await Promise.all([broker.stop(), database.close()]);
    rmSync(folder, { recursive: true });
  });

  /** A worker that is known by these, and what it heard. */
  function listen(mqtt: () => BrokerIdentity) {
    const heard: string[] = [];
    const subscriber = startSubscriber({
      url: broker.url,
      databaseUrl: database.url,
      mqtt,
      sources: () => Promise.resolve([{ id: "press", kind: "PLAIN_JSON", topicFilter: "press/#" }]),
      write: (batch) => Promise.resolve(void heard.push(...batch.foreign.map(({ message }) => message.topic))),
      clock: { now: () => new Date() },
      log: pino({ level: "silent" }),
      roundMs: 100,
    });
    open.push(subscriber);
    return { subscriber, heard };
  }

  it("knows Millrace by its certificate, and hears it", async () => {
    const { subscriber, heard } = listen(() => identity("plant-ca", "millrace"));
    await vi.waitFor(() => expect(subscriber.status()).toMatchObject([{ connected: true }]), { timeout: 10_000 });
    expect(subscriber.problem).toBeNull();
    const machine = await connectAsync(broker.url, identity("plant-ca", "millrace"));
    await machine.publishAsync("press/values", "{}", { qos: 1 });
    await machine.endAsync();
    await vi.waitFor(() => expect(heard).toEqual(["press/values"]));
  });

  it("takes a certificate that was renewed when it connects again, in a connection that stands and in one that is tried", async () => {
    let [ca, own] = ["plant-ca", "millrace"];
    const { subscriber } = listen(() => identity(ca, own));
    const isConnected = (is: boolean) => vi.waitFor(() => expect(subscriber.status().some(({ connected }) => connected)).toBe(is), { timeout: 10_000 });
    await isConnected(true);
    // Trusted no longer: from the next connection on.
    [ca, own] = ["other-ca", "stranger"];
    await broker.restart(0);
    await vi.waitFor(() => expect(subscriber.problem?.code).toBe("BROKER_NOT_TRUSTED"), { timeout: 10_000 });
    await isConnected(false);
    [ca, own] = ["plant-ca", "renewed"];
    await isConnected(true);
    expect(subscriber.problem).toBeNull();
  });

  it.each([
    ["a certificate of another authority", "plant-ca", "stranger", /^(?:WE_ARE_NOT_TRUSTED|HANGS_UP)$/],
    ["no certificate", "plant-ca", null, /^(?:WE_ARE_NOT_TRUSTED|HANGS_UP)$/],
    ["a broker whose authority is not trusted", "other-ca", "millrace", /^BROKER_NOT_TRUSTED$/],
  ] as const)("says what is wrong with %s, and tries on", async (_, ca, own, code) => {
    const { subscriber } = listen(() => identity(ca, own));
    await vi.waitFor(() => expect(subscriber.problem?.code).toMatch(code), { timeout: 10_000 });
    expect(subscriber.status().some(({ connected }) => connected)).toBe(false);
    expect(subscriber.fault).not.toBeNull();
  });
});

it.skipIf(mosquittoPath === null || !hasOpenssl)("mosquitto and openssl are installed; where they are not, no certificate was tried", () => expect(mosquittoPath).not.toBeNull());
