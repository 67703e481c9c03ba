import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { acknowledgeException } from "@/lib/commands/execution/acknowledge-exception";
import { closeException } from "@/lib/commands/execution/close-exception";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { resolveException } from "@/lib/commands/execution/resolve-exception";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { newId } from "@/lib/platform/ids";
import { qualityExceptions } from "./exceptions";

let database: TestDatabase;
let plant: ExamplePlant;

beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
});
afterAll(() => database.close());

const as = (role: Role, siteId = plant.siteId): Actor => ({ ...plant.lead, name: role, personId: null, accountId: newId(), sites: [{ siteId, code: "SITE-A", roles: [role] }] });
const seen = (actor: Actor) => qualityExceptions({ db: plant.db, now: after("1") }, actor);
const rights = async (actor: Actor) => (await seen(actor)).rows.map(({ class: kind, mayTake, mayEnd }) => [kind, mayTake, mayEnd]);

it("§2.5, §10.1: the quality desk lists what quality is called for, which quality alone takes and ends", async () => {
  const workUnitId = await plant.unitId("MACH-1");
  for (const call of ["QUALITY", "MAINTENANCE", "LEAD"]) await plant.does(plant.first, raiseCall, after("0.1"), { workUnitId, call });
  const technician = { ...(await plant.employ("0601", "A1", ["QUALITY_TECH"])) };
  for (const quality of [technician, as("QUALITY_MANAGER")]) expect(await rights(quality)).toEqual([["QUALITY_FAIL", true, true]]);
  for (const other of ["PLANNER", "LEAD", "OPERATOR"] as const) expect(await rights(as(other)), other).toEqual([["QUALITY_FAIL", false, false]]);
  for (const other of ["FINANCE", "MAINTENANCE", "EXECUTIVE"] as const) expect((await seen(as(other))).total, other).toBe(0);
  expect((await seen(as("QUALITY_MANAGER", newId()))).total).toBe(0);

  // Who may not open an order is led to none.
  expect((await seen(as("QUALITY_MANAGER"))).orderSites).toEqual({ [plant.siteId]: "SITE-A" });
  expect((await seen(technician)).orderSites).toEqual({});

  const [row] = (await seen(technician)).rows;
  const input = { exceptionId: row?.id };
  expect(await plant.send(as("PLANNER"), acknowledgeException, after("0.2"), input)).toMatchObject({ ok: false, code: "NOT_YOURS_TO_TAKE" });
  await plant.does(technician, acknowledgeException, after("0.2"), input);
  expect((await seen(technician)).rows).toMatchObject([{ state: "ACKNOWLEDGED", owner: technician.name, next: null }]);
  await plant.does(technician, resolveException, after("0.3"), input);
  const over = await seen(technician);
  expect(over).toMatchObject({ rows: [], total: 0, resolved: [{ id: row?.id, mayEnd: true }] });
  await plant.does(technician, closeException, after("0.4"), input);
  expect((await seen(technician)).resolved).toEqual([]);
});
