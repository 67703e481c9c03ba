import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { POST } from "@/app/api/erp/[connection]/route";
import { connection } from "@/db/schema/integration";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { compose, composition, provide } from "@/lib/composition";
import { channelPlant, MASTER, NOWHERE } from "@/lib/integration/testing/channel-plant";
import { ContractProblem, WebhookReceipt } from "@/lib/messages/rest-contract.v1";
import { samples } from "@/lib/messages/samples";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await channelPlant(database.db, NOWHERE);
  provide(compose(database.url, MASTER));
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

const message = [...samples()].find(([type]) => type === "erp.item.v1")?.[1];
const BODY = JSON.stringify({ messages: [message] });

function call(code: string, body: string, secret: string): Promise<Response> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
  const headers = { "content-type": "application/json", host: "millrace.example", "millrace-timestamp": timestamp, "millrace-signature": signature };
  return POST(new Request(`http://millrace.example/api/erp/${code}`, { method: "POST", headers, body }), { params: Promise.resolve({ connection: code }) });
}

it("IN-08 answers a webhook as the published contract says: what it took, and on another day as before", async () => {
  const first = await call("erp", BODY, NOWHERE.webhookSecret);
  expect([first.status, WebhookReceipt.parse(await first.json())]).toEqual([200, { received: 1, repeated: 0, unreadable: 0, conflicts: 0 }]);
  expect(await (await call("erp", BODY, NOWHERE.webhookSecret)).json()).toEqual({ received: 0, repeated: 1, unreadable: 0, conflicts: 0 });
});

it("IN-08 has an ERP send again later what it pushes while its connection is paused, and tells nobody else of that", async () => {
  await database.db.update(connection).set({ enabled: false });
  const later = BODY.replace('"messages"', '"sent":2,"messages"');
  const answer = await call("erp", later, NOWHERE.webhookSecret);
  expect([answer.status, answer.headers.get("retry-after"), ContractProblem.parse(await answer.json()).code]).toEqual([503, "60", "PAUSED"]);
  expect((await call("erp", later, "another-secret-of-this-test")).status).toBe(401);
  await database.db.update(connection).set({ enabled: true });
  expect((await call("erp", later, NOWHERE.webhookSecret)).status).toBe(200);
});

it.each([
  ["another secret", "erp", BODY, "another-secret-of-this-test", 401, "SIGNATURE"],
  ["no list of messages", "erp", "{}", NOWHERE.webhookSecret, 400, "MALFORMED"],
  ["no such connection", "elsewhere", BODY, NOWHERE.webhookSecret, 404, "NOT_FOUND"],
])("IN-08 answers %s with the problem that the contract publishes", async (_, of, body, secret, status, code) => {
  const answer = await call(of, body, secret);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  const problem = ContractProblem.parse(await answer.json());
  expect(problem).toMatchObject({ status, code });
  expect(problem.title).not.toBe("");
});
