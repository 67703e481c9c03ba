import { afterAll, beforeAll, expect, it } from "vitest";
import { GET as getHistory } from "@/app/api/v1/equipment/history/route";
import { GET as getPerformance } from "@/app/api/v1/performance/route";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { issueMachineKey } from "@/lib/auth/machine-keys";
import type { Permission } from "@/lib/auth/permissions";
import { makeSite, SECRET } from "@/lib/auth/testing/plant";
import { after, type ExamplePlant, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { compose, composition, provide } from "@/lib/composition";
import type { RouteHandler } from "@/lib/edge/define-handler";
import { list, object } from "./json";

let database: TestDatabase;
let plant: ExamplePlant;
const keys = { reads: "", planner: "", other: "" };

beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
  plant = await examplePlant(database.db);
  const other = await makeSite(database.db, "SITE-Z");
  const issue = async (name: string, scopes: readonly Permission[], siteId: string) => (await issueMachineKey(composition().auth, { name, scopes, siteIds: [siteId] })).token;
  keys.reads = await issue("Board", ["stop.read"], plant.siteId);
  keys.planner = await issue("Planner", ["plan.read"], plant.siteId);
  keys.other = await issue("Elsewhere", ["stop.read"], other.siteId);
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

async function ask(handler: RouteHandler, query: string, key = keys.reads) {
  const response = await handler(new Request(`http://millrace.example/api/v1/x?${query}`, { headers: { authorization: `Bearer ${key}` } }), { params: Promise.resolve({}) });
  return { status: response.status, body: object(JSON.parse(await response.text())) };
}

it("§5 KPIs open to what they are made from, of the sites of the key, for a period that is one", async () => {
  const period = `from=${after("-6").toISOString()}&to=${after("18").toISOString()}`;
  const answer = await ask(getPerformance, `site=SITE-A&workUnit=MACH-1&by=SHIFT&${period}`);
  expect(answer).toMatchObject({ status: 200, body: { site: "SITE-A" } });
  expect(list(answer.body.figures).find((one) => object(one).name === "oee")).toMatchObject({ formula: "Σ PRI×GQ ÷ PBT", unit: "RATIO" });
  expect(list(answer.body.parts).length).toBeGreaterThan(0);
  expect(await ask(getPerformance, `site=SITE-A&workUnit=MACH-1&${period}`, keys.other)).toMatchObject({ status: 404 });
  expect(await ask(getPerformance, `site=SITE-A&${period}`, keys.planner)).toMatchObject({ status: 403 });
  for (const [from, to] of [
    ["1", "0"],
    ["0", "800"],
  ] as const) {
    const wrong = await ask(getPerformance, `site=SITE-A&from=${after(from).toISOString()}&to=${after(to).toISOString()}`);
    expect(wrong).toMatchObject({ status: 400, body: { fields: { "query.to": expect.stringContaining("at most 31 days") } } });
  }
});

it("tells the history of states to keys of the site, and says what does not go together", async () => {
  const span = `from=${after("0").toISOString()}&to=${after("8").toISOString()}`;
  const states = `site=SITE-A&workUnit=MACH-1&kind=STATE&${span}`;
  expect(await ask(getHistory, states)).toMatchObject({ status: 200, body: { kind: "STATE", pieces: [] } });
  expect(await ask(getHistory, `site=SITE-A&workUnit=MACH-1&kind=PARAMETER&name=temp&${span}`)).toMatchObject({ status: 404 });
  expect(await ask(getHistory, states, keys.other)).toMatchObject({ status: 404 });
  expect(await ask(getHistory, states, keys.planner)).toMatchObject({ status: 403 });
  const wrong = [`${states}&name=temp`, `site=SITE-A&workUnit=MACH-1&kind=COUNTER&${span}`, `${states}&pixels=5000`, states.replace(/to=.*/, `to=${after("800").toISOString()}`)];
  for (const query of wrong) expect([query, (await ask(getHistory, query)).status]).toEqual([query, 400]);
});
