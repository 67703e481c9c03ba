import { gzipSync } from "node:zlib";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sample, quarantine } from "@/db/schema/telemetry";
import { source } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { issueMachineKey } from "@/lib/auth/machine-keys";
import { SECRET } from "@/lib/auth/testing/plant";
import { telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { compose, composition, provide } from "@/lib/composition";
import { newId } from "@/lib/platform/ids";
import { POST } from "@/app/api/telemetry/route";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let token: string;
const at = new Date().toISOString();

beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  provide(compose(database.url, SECRET));
  token = (await issueMachineKey(composition().auth, { name: "Gateway", scopes: ["telemetry.write"], siteIds: [plant.siteId] })).token;
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

async function post(messages: readonly unknown[] | string | Buffer, more: Record<string, string> = {}) {
  const body = Buffer.isBuffer(messages) ? new Uint8Array(messages) : typeof messages === "string" ? messages : JSON.stringify({ messages });
  const headers = { "content-type": "application/json", host: "millrace.example", authorization: `Bearer ${token}`, ...more };
  const response = await POST(new Request("http://millrace.example/api/telemetry", { method: "POST", headers, body }), { params: Promise.resolve({}) });
  return { status: response.status, body: (await response.json()) as unknown };
}

const torque = (seq: number, over: object = {}) => ({ topic: "site-a/filling/l1/capper/param", payload: { seq, ts: at, parameter: "cap-torque", value: seq, ...over } });
const reasons = async (topic: string) => (await database.db.select({ reason: quarantine.reason }).from(quarantine).where(eq(quarantine.topic, topic))).map(({ reason }) => reason);

it("IN-10 a payload that is no object goes to quarantine and keeps no other message out", async () => {
  const topic = "site-a/filling/l2/capper/param";
  const odd = [null, 7, "text", [1], undefined].map((payload) => ({ topic, payload }));
  const { number } = await plant.unit("L1.CAPPER");
  expect(await post([torque(1), ...odd, torque(2)])).toEqual({ status: 200, body: { samples: 2, counts: 0, states: 0, quarantined: 5, dropped: 0, unmapped: 0, refused: [] } });
  expect(await reasons(topic)).toEqual(Array.from({ length: 5 }, () => "payload is not a JSON object"));
  expect(await database.db.select().from(sample).where(eq(sample.equipmentNumber, number))).toHaveLength(2);
});

it("names what it accepts where something else is sent", async () => {
  expect(await post("{}", { "content-type": "text/plain" })).toMatchObject({
    status: 415,
    body: { params: { contentType: "text/plain", accepted: "application/json, application/x-ndjson" } },
  });
  expect(await post("{}", { "content-encoding": "deflate" })).toMatchObject({ status: 415, body: { params: { accepted: "content-encoding gzip, or none" } } });
  expect(await post(JSON.stringify(torque(91)), { "content-type": "application/ndjson" })).toMatchObject({ status: 200, body: { samples: 1 } });
});

it("says how many values are kept for whoever maps them, and of what no source takes in why it lies in quarantine", async () => {
  await database.db.insert(source).values({ id: newId(), siteId: plant.siteId, code: "gateway", kind: "HTTP", topicFilter: "gw/#" });
  const odd = ["gw/oven", "nobody/oven"].map((topic) => ({ topic, payload: { ts: at, temp: 180, speed: 3 } }));
  expect(await post([...odd, { topic: "gw/oven", payload: "a text" }, { topic: "gw/empty" }])).toMatchObject({ status: 200, body: { samples: 0, quarantined: 2, unmapped: 3 } });
  expect(await reasons("gw/empty")).toEqual(["payload is not JSON"]);
  expect(await reasons("nobody/oven")).toEqual(["no source listens to the topic, and it is not site/area/line/unit/kind"]);
});

it("a text that the database cannot hold puts its own message aside, not the batch", async () => {
  const state = (seq: number, reason: string) => ({
    topic: "site-a/filling/p1/packer/state",
    payload: { seq, ts: new Date(Date.parse(at) + seq).toISOString(), state: "DOWN", reason },
  });
  const messages = [
    torque(11),
    state(1, "BRK-MECH"),
    state(2, "BRK\u0000"),
    state(3, "BRK-ELEC"),
    torque(12),
    { topic: "site-a/filling/l1/\u0000/param", payload: torque(13).payload },
  ];
  expect(await post(messages)).toMatchObject({ status: 200, body: { samples: 2, quarantined: 2 } });
  const aside = await database.db.select().from(quarantine);
  expect(
    aside
      .filter(({ reason }) => reason.startsWith("refused by the database"))
      .map(({ topic }) => topic)
      .sort(),
  ).toEqual(["site-a/filling/l1/\uFFFD/param", "site-a/filling/p1/packer/state"]);
  // The same batch once more: nothing counts twice.
  expect(await post(messages)).toMatchObject({ status: 200, body: { samples: 0, states: 0 } });
});

it("what can be read but not written again is told in quarantine", async () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const topic = "site-a/filling/l1/filler/param";
  expect(await post(`{"messages":[${JSON.stringify(torque(21))},{"topic":"${topic}","payload":${deep}}]}`)).toMatchObject({ status: 200, body: { samples: 1, quarantined: 1 } });
  expect(await reasons(topic)).toEqual(["payload is nested too deeply to be kept"]);
});

it("a body that is no list of messages is refused with the place of the fault", async () => {
  expect(await post([{ topic: "", payload: {} }])).toMatchObject({ status: 400, body: { code: "INVALID_INPUT", fields: { "messages.0.topic": expect.any(String) } } });
});

it("takes one message alone, a list, and one a line", async () => {
  expect(await post(JSON.stringify(torque(31)))).toMatchObject({ status: 200, body: { samples: 1, quarantined: 0 } });
  expect(await post(JSON.stringify([torque(32), torque(33)]))).toMatchObject({ status: 200, body: { samples: 2 } });
  const lines = `${JSON.stringify(torque(34))}\n\n${JSON.stringify(torque(35))}\n`;
  expect(await post(lines, { "content-type": "application/x-ndjson" })).toMatchObject({ status: 200, body: { samples: 2 } });
  expect(await post("", { "content-type": "application/x-ndjson" })).toMatchObject({ status: 400 });
});

it("takes the other lines where one is no message, and names it: who stores and forwards would send the body again for ever", async () => {
  const long = { ...torque(62), topic: "t".repeat(1025) };
  const lines = [JSON.stringify(torque(61)), "", '{"topic"', JSON.stringify({ ...torque(62), topic: "" }), JSON.stringify(long), "7", JSON.stringify(torque(63))];
  const refused = [
    { line: 3, reason: "not JSON" },
    { line: 4, reason: "the topic is empty" },
    { line: 5, reason: "the topic is longer than 1024 characters" },
    { line: 6, reason: "no topic" },
  ];
  expect(await post(lines.join("\n"), { "content-type": "application/x-ndjson" })).toMatchObject({ status: 200, body: { samples: 2, quarantined: 4, refused } });
  expect(await post([torque(64), {}, torque(65)])).toMatchObject({ status: 200, body: { samples: 2, quarantined: 1, refused: [{ line: 2, reason: "no topic" }] } });
  expect(await reasons("POST /api/telemetry")).toEqual([...refused.map(({ reason }) => reason), "no topic"]);
  expect(await post("7\n", { "content-type": "application/x-ndjson" })).toMatchObject({ status: 200, body: { samples: 0, quarantined: 1, refused: [{ line: 1 }] } });
  // One alone, or nothing, is no body with a fault in it.
  expect(await post(JSON.stringify({}))).toMatchObject({ status: 400 });
  expect(await post([])).toMatchObject({ status: 400 });
});

it("puts a line with a byte that is no UTF-8 aside as it came, and takes the others", async () => {
  const broken = Buffer.concat([Buffer.from('{"topic":"site-a/'), Buffer.from([0xff]), Buffer.from('"}')]);
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(torque(71))}\r\n`), broken, Buffer.from(`\n \n${JSON.stringify(torque(72, { note: "läuft" }))}`)]);
  expect(await post(body, { "content-type": "application/x-ndjson" })).toMatchObject({
    status: 200,
    body: { samples: 2, quarantined: 1, refused: [{ line: 2, reason: "not UTF-8" }] },
  });
  const aside = await database.db.select({ bytes: quarantine.bytes }).from(quarantine).where(eq(quarantine.reason, "not UTF-8"));
  expect(aside.map(({ bytes }) => Buffer.from(bytes))).toEqual([broken]);
  // One that is not in lines is no message at all.
  expect(await post(broken)).toMatchObject({ status: 400 });
});

it("takes a payload that is a text as the JSON that it says, as brokers call", async () => {
  // What EMQX sends for a published message, as far as we read it.
  const { topic, payload } = torque(51);
  const called = { event: "message.publish", clientid: "plc-7", qos: 1, timestamp: Date.parse(at), topic, payload: JSON.stringify(payload) };
  expect(await post(JSON.stringify(called))).toMatchObject({ status: 200, body: { samples: 1, quarantined: 0 } });
  const broken = { topic: "site-a/filling/l2/filler/param", payload: '{"seq":' };
  expect(await post([broken])).toMatchObject({ body: { samples: 0, quarantined: 1 } });
  expect(await reasons(broken.topic)).toEqual(["payload is not a JSON object"]);
});

it("SEC-15 takes gzip, as large as it unpacks to, and nothing else that is packed", async () => {
  const gzip = { "content-encoding": "gzip" };
  expect(await post(gzipSync(JSON.stringify({ messages: [torque(41), torque(42)] })), gzip)).toMatchObject({ status: 200, body: { samples: 2 } });
  const lines = gzipSync([torque(43), torque(44)].map((message) => JSON.stringify(message)).join("\n"));
  expect(await post(lines, { ...gzip, "content-type": "application/x-ndjson" })).toMatchObject({ status: 200, body: { samples: 2 } });
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));
  expect(bomb.length).toBeLessThan(100_000);
  expect(await post(bomb, gzip)).toMatchObject({ status: 413, body: { code: "TOO_LARGE" } });
  expect(await post(JSON.stringify(torque(45)), gzip)).toMatchObject({ status: 400, body: { fields: { "": "not gzip" } } });
  expect(await post(JSON.stringify(torque(46)), { "content-encoding": "br" })).toMatchObject({ status: 415 });
});
