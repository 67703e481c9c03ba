import { type Page, expect } from "@playwright/test";
import { connectAsync } from "mqtt";
import { connect } from "@/db/client";
import type { Product } from "@/lib/processes/testing/product";
import { newId } from "@/lib/platform/ids";
import { CHECK_EVERY } from "./tablet-acts";
import { until } from "./until";

/** A machine at which an order of the demo can start at once, and its topic. */
export const UNIT = "MIX-1.MIXER";
const TOPIC = "site-a/process/mix-1/mixer/state";
const ITEM = "OAT-BASE";
/** It stood for so long, and long enough before now that the machine has run again since. */
const STOOD_MS = 200_000;
const RAN_MS = 5_000;

/** Gives the machine what a shift has besides its order: a check that its good quantities make due, and a stop of this shift to be named. */
export async function prepareShift({ databaseUrl, mqttUrl }: Product): Promise<void> {
  const { sql, close } = connect(databaseUrl, { max: 1, role: null });
  try {
    const [planId, characteristicId] = [newId(), newId()];
    await until(
      "the ERP has told of the item",
      async () => (await sql`select 1 from reference.item i join reference.site s on s.id = i.site_id where s.code = 'SITE-A' and i.code = ${ITEM}`).length === 1,
    );
    await sql`
      insert into quality.inspection_plan (id, site_id, code, version, erp_version, item_id, op_no, trigger, every_count, sample_size, valid_from)
      select ${planId}, s.id, 'QP-BENCH', '1', 1, i.id, 10, 'COUNT', ${CHECK_EVERY}, 1, now() - interval '1 minute'
      from reference.site s join reference.item i on i.site_id = s.id and i.code = ${ITEM} where s.code = 'SITE-A'`;
    await sql`
      insert into quality.characteristic (id, site_id, plan_id, position, name, kind, lsl, usl, uom)
      select ${characteristicId}, p.site_id, p.id, 10, 'Diameter', 'VARIABLE', 9.5, 10, null from quality.inspection_plan p where p.id = ${planId}`;
    // Before the machine was first heard nothing contradicts it.
    const [heard] = await sql<{ at: number | null }[]>`
      select extract(epoch from min(i.from_at))::float8 * 1000 as at from telemetry.state_interval i join reference.equipment u on u.id = i.work_unit_id where u.code = ${UNIT}`;
    const ranAt = Math.floor(heard?.at ?? Date.now()) - RAN_MS;
    const machine = await connectAsync(mqttUrl);
    const say = (seq: number, state: string, at: number) => machine.publishAsync(TOPIC, JSON.stringify({ seq, state, ts: new Date(at).toISOString() }), { qos: 1, retain: true });
    await say(Date.now(), "DOWN", ranAt - STOOD_MS);
    await say(Date.now() + 1, "PRODUCING", ranAt);
    await machine.endAsync();
    await until("the stop is stored", async () => {
      const stops = await sql`
        select 1 from telemetry.state_interval i join reference.equipment u on u.id = i.work_unit_id
        where u.code = ${UNIT} and i.from_at = ${new Date(ranAt - STOOD_MS).toISOString()} and i.to_at is not null`;
      return stops.length === 1;
    });
  } finally {
    await close();
  }
}

/** Starts the first order that waits at the machine, and ends its setup where one is planned; nothing where the demo's own people have begun one, as they have at some hours of the day. */
export async function start(page: Page): Promise<void> {
  const waiting = page
    .getByRole("list", { name: "Operations waiting" })
    .getByRole("button", { name: new RegExp(ITEM) })
    .first();
  const running = page.getByRole("button", { name: /^Pause/ });
  await waiting.or(running).first().waitFor();
  if (await running.isVisible()) return;
  await waiting.click();
  await page.getByRole("button", { name: /^Start/ }).click();
  const scrap = page.getByRole("button", { name: /^Scrap \d+ so far|^Scrap \d+ counted/ });
  const setup = page.getByRole("button", { name: /^Setup done/ });
  // A key takes no push while it settles, and a machine that runs ends a setup by itself.
  await expect(async () => {
    if (await setup.isVisible()) await setup.click({ timeout: 1_000 });
    await scrap.waitFor({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

/** The lot of oats that is to be taken first now (EX-10). */
export async function firstLot({ databaseUrl }: Product): Promise<string> {
  const { sql, close } = connect(databaseUrl, { max: 1, role: null });
  const [lot] = await sql<{ number: string }[]>`
    select l.number from materials.lot_stock t join materials.lot l on l.id = t.lot_id join reference.item i on i.id = l.item_id join reference.site s on s.id = l.site_id
    where s.code = 'SITE-A' and i.code = 'RM-OAT' and l.erp_status = 'RELEASED' and l.mes_status = 'RELEASED' and t.on_hand > 1 order by l.expires_at limit 1`;
  await close();
  if (lot === undefined) throw new Error("there are no oats left");
  return lot.number;
}
