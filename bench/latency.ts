import { setTimeout as pause } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import type { Page } from "@playwright/test";
import { connect } from "@/db/client";
import { newId } from "@/lib/platform/ids";
import { type Figure, percentile } from "./figure";
import { startGateway } from "./gateway";
import type { Screen } from "./in-browser";
import { atDesk } from "./sign-in";
import { bareRate, quickestBroker } from "./telemetry";

const CHANGES = 120;
const WARM_UP = 20;
const SECONDS = 75;
const PATIENCE_MS = 20_000;
const LINE = "PROBE";
const TOPIC = "site-a/filling/probe/u/state";
/** What the machine says in turn, and the word that the planner reads. */
const STATES = [
  { state: "PRODUCING", word: "Running" },
  { state: "STANDBY", word: "Idle" },
] as const;

/**
 * A machine's change of state, from publishing to the pixel in the planner's page, while the plant says a tenth of what a bare subscriber receives at most; beside it what a
 * bare subscriber needs for the same messages. Page and publisher share a clock: they run on one machine.
 */
export async function latency({ product, browser }: Screen): Promise<Figure[]> {
  const topics = await addProbe(product.databaseUrl);
  const context = await atDesk(browser, product, "PLANNER");
  const page = await context.newPage();
  await page.goto("/wip");
  const machine = await connectAsync(product.mqttUrl);
  const bare = await bareSubscriber(product.mqttUrl);
  const broker = await quickestBroker();
  // Beside the product's worker a bare subscriber would receive a part of that.
  const bareReceives = await bareRate(broker, topics, "+/+/+/+/param");
  await broker.stop();
  const perSecond = Math.ceil(0.1 * bareReceives);
  const load = startGateway({ url: product.mqttUrl, topics, count: perSecond * SECONDS, perSecond });
  try {
    await firstSight(page, machine);
    await watch(page);
    const seen: number[] = [];
    const heard: number[] = [];
    for (let seq = 1; seq <= CHANGES + WARM_UP; seq += 1) {
      const sent = await say(machine, seq);
      const shown = await appearedAt(page, STATES[seq % 2 === 0 ? 0 : 1].word, sent);
      if (seq > WARM_UP) {
        seen.push(shown - sent);
        heard.push((bare.at(seq) ?? Number.NaN) - sent);
      }
      // At any moment of whatever rhythm the page has.
      await pause(20 + ((seq * 37) % 250));
    }
    const figure = (name: string, share: number, goalMs: number): Figure => {
      const value = percentile(seen, share);
      return {
        name,
        value,
        unit: "ms",
        limit: percentile(heard, share),
        limitIs: `publish to a bare subscriber, ${perSecond} messages/s (0.1 of bare)`,
        goal: `<= ${goalMs} ms`,
        holds: value <= goalMs,
      };
    };
    return [figure("latency.planner.p50", 0.5, 150), figure("latency.planner.p99", 0.99, 250)];
  } finally {
    await load.stop();
    await Promise.all([machine.endAsync(), bare.close()]);
    await context.close();
  }
}

/** Adds a line that nobody else speaks for; answers the topics of the parameters that the demo's machines have. */
async function addProbe(databaseUrl: string): Promise<{ topic: string; parameter: string }[]> {
  const { sql, close } = connect(databaseUrl, { max: 1, role: null });
  const [centreId, unitId] = [newId(), newId()];
  await sql.begin(async (tx) => {
    const [place] = await tx<{ siteId: string; areaId: string; sourceId: string }[]>`
      select s.id as "siteId", a.id as "areaId", x.id as "sourceId" from reference.site s join reference.equipment a on a.site_id = s.id and a.code = 'FILLING' join telemetry.source x on x.site_id = s.id and x.kind = 'PLAIN_JSON' where s.code = 'SITE-A'`;
    if (place === undefined) throw new Error("the demo company is not there");
    const { siteId, areaId, sourceId } = place;
    await tx`insert into reference.equipment (id, site_id, parent_id, code, name, level, type, position) values (${centreId}, ${siteId}, ${areaId}, ${LINE}, 'Probe', 'WORK_CENTRE', 'PRODUCTION_LINE', 99)`;
    const [unit] = await tx<
      { number: number }[]
    >`insert into reference.equipment (id, site_id, parent_id, code, name, level, type, position) values (${unitId}, ${siteId}, ${centreId}, ${`${LINE}.U`}, 'Probe', 'WORK_UNIT', 'PRODUCTION_UNIT', 0) returning number`;
    await tx`update reference.equipment set constraint_unit_id = ${unitId} where id = ${centreId}`;
    await tx`insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind) values (${siteId}, ${sourceId}, ${TOPIC.replace(/\/state$/, "")}, '', ${unitId}, ${unit?.number ?? 0}, 'STATE')`;
  });
  const topics = await sql<
    { topic: string; parameter: string }[]
  >`select t.address || '/param' as topic, t.name as parameter from telemetry.tag t join telemetry.source s on s.id = t.source_id where t.kind = 'PARAMETER' and s.kind = 'PLAIN_JSON' and t.active`;
  await close();
  return [...topics];
}

/** Publishes the state that belongs to a number; answers when, by the clock of this machine. */
async function say(machine: MqttClient, seq: number): Promise<number> {
  const sent = performance.timeOrigin + performance.now();
  const { state } = STATES[seq % 2 === 0 ? 0 : 1];
  await machine.publishAsync(TOPIC, JSON.stringify({ seq, ts: new Date().toISOString(), state }), { qos: 1 });
  return sent;
}

async function bareSubscriber(url: string): Promise<{ at(seq: number): number | undefined; close(): Promise<void> }> {
  const client = await connectAsync(url);
  const received = new Map<number, number>();
  client.on("message", (_topic, payload) => {
    const now = performance.timeOrigin + performance.now();
    const seq = /"seq":(\d+)/.exec(payload.toString())?.[1];
    received.set(Number(seq), now);
  });
  await client.subscribeAsync(TOPIC, { qos: 1 });
  return { at: (seq) => received.get(seq), close: () => client.endAsync() };
}

/** The line is new to the page: it shows once something of it changed. */
async function firstSight(page: Page, machine: MqttClient): Promise<void> {
  const tile = page.locator(`[role=img][aria-label="${LINE}, ${STATES[0].word}"]`);
  for (let tries = 0; tries < 20 && (await tile.count()) === 0; tries += 1) {
    await say(machine, 0);
    await pause(1_000);
  }
  await tile.first().waitFor();
}

/** Stamps each word that the tile says, in the frame in which it is painted. */
async function watch(page: Page): Promise<void> {
  await page.evaluate((line) => {
    const stamps: [string, number][] = [];
    let last = "";
    Reflect.set(window, "benchStamps", stamps);
    new MutationObserver(() => {
      const label = document.querySelector(`[role=img][aria-label^="${line}, "]`)?.getAttribute("aria-label") ?? "";
      if (label === last) return;
      last = label;
      requestAnimationFrame(() => setTimeout(() => stamps.push([label, performance.timeOrigin + performance.now()])));
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
  }, LINE);
}

async function appearedAt(page: Page, word: string, since: number): Promise<number> {
  const stamped = await page.waitForFunction(
    ([label, from]) => (Reflect.get(window, "benchStamps") as [string, number][]).findLast(([text, at]) => text === label && at >= from)?.[1],
    [`${LINE}, ${word}`, since] as const,
    { polling: 20, timeout: PATIENCE_MS },
  );
  return Number(await stamped.jsonValue());
}
