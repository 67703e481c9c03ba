import { afterEach, describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { Unreadable } from "@/lib/erp/port";
import type { InboundMessage } from "@/lib/messages/inbound";
import { connect } from "./testing/connect";
import { type OdooServer, startOdoo } from "./testing/odoo-server";
import { IDS } from "./testing/seed";
import type { Stored } from "./testing/store";
import { toOdooTime } from "./values";

const running: OdooServer[] = [];
afterEach(async () => {
  for (const odoo of running.splice(0)) await odoo.stop();
});

type Polled = { readonly calendars: readonly Extract<InboundMessage, { type: "erp.calendar.v1" }>["data"][]; readonly unreadable: readonly Unreadable[]; readonly cursor: string };
/** A Tuesday in winter, a good while ahead, whatever today is: `at` is local time there. */
const NEXT = new Date(Date.now() + 3 * 365 * 86_400_000).getUTCFullYear();
const TUESDAY = Array.from({ length: 7 }, (_, index) => new Date(Date.UTC(NEXT, 0, 8 + index))).find((day) => day.getUTCDay() === 2) ?? new Date(0);
const day = (after: number) => new Date(TUESDAY.getTime() + after * 86_400_000).toISOString().slice(0, 10);
/** Berlin's winter time as Odoo stores it. */
const local = (on: string, clock: string) => toOdooTime(new Date(`${on}T${clock}+01:00`));

/** An Odoo whose mill works from Monday to Friday in two halves, and whose assembly keeps no hours. */
async function works() {
  const odoo = await startOdoo();
  running.push(odoo);
  const { clerk } = odoo;
  const calendar = clerk.create("resource.calendar", { name: "Day", active: true, tz: "Europe/Berlin", company_id: IDS.company });
  const line = (dayofweek: string, hour_from: number, hour_to: number, more: Readonly<Record<string, Stored>> = {}) =>
    clerk.create("resource.calendar.attendance", { name: "Hours", calendar_id: calendar, dayofweek, hour_from, hour_to, day_period: "morning", ...more });
  for (const weekday of ["0", "1", "2", "3", "4"]) {
    line(weekday, 6, 10.5);
    line(weekday, 10.5, 11, { day_period: "lunch" });
    line(weekday, 11, 14, { day_period: "afternoon" });
  }
  const mill = clerk.create("resource.resource", { name: "Mill 1" });
  clerk.change("mrp.workcenter", IDS.mill, { resource_id: mill, resource_calendar_id: calendar });
  const leave = (from: string, to: string, more: Readonly<Record<string, Stored>> = {}) =>
    clerk.create("resource.calendar.leaves", { name: "Holiday", date_from: from, date_to: to, time_type: "leave", company_id: IDS.company, ...more });
  async function polled(from: string | null = null, settings: Readonly<Record<string, unknown>> = {}): Promise<Polled> {
    clerk.wait(3);
    const adapter = connect(odoo, fetchHttp, { calendars: true, ...settings });
    const [calendars, unreadable]: [Polled["calendars"][number][], Unreadable[]] = [[], []];
    for (let cursor = from; ;) {
      const page = await adapter.poll(cursor, { limit: 50 });
      if (page.kind !== "page") throw new Error(page.reason);
      calendars.push(...page.messages.flatMap((message) => (message.type === "erp.calendar.v1" ? [message.data] : [])));
      unreadable.push(...page.unreadable);
      cursor = page.cursor;
      if (!page.more) return { calendars, unreadable, cursor };
    }
  }
  return { odoo, clerk, calendar, mill, line, leave, polled };
}

describe("working hours", () => {
  it("are the calendar of each work centre that keeps some, without its breaks", async () => {
    const { polled } = await works();
    const { calendars, unreadable } = await polled();
    expect(unreadable).toEqual([]);
    expect(calendars).toMatchObject([{ site: "SITE-A", workCentre: "MILL-01", exceptions: [] }]);
    expect(calendars[0]?.shifts).toHaveLength(10);
    expect(calendars[0]?.shifts.slice(0, 2)).toEqual([
      { weekday: 1, shift: "06:00-10:30", from: "06:00", to: "10:30" },
      { weekday: 1, shift: "11:00-14:00", from: "11:00", to: "14:00" },
    ]);
  });

  it("lose days and hours to time off of everybody, of these hours and of the work centre, but not of others", async () => {
    const { clerk, calendar, mill, leave, polled } = await works();
    const first = await polled();
    leave(local(day(0), "00:00:00"), local(day(0), "23:59:59"));
    leave(local(day(1), "09:00:00"), local(day(1), "12:00:00"), { name: "Works meeting", calendar_id: calendar });
    leave(local(day(2), "11:00:00"), local(day(3), "10:00:00"), { name: "Overhaul", calendar_id: calendar, resource_id: mill });
    leave(local(day(4), "00:00:00"), local(day(4), "23:59:59"), { calendar_id: calendar, resource_id: clerk.create("resource.resource", { name: "Somebody" }) });
    leave(local(day(6), "00:00:00"), local(day(6), "23:59:59"), { time_type: "other" });
    // A Saturday has no hours to lose.
    leave(local(day(4 + 7), "00:00:00"), local(day(4 + 7), "23:59:59"));
    const { calendars } = await polled(first.cursor);
    expect(calendars.at(-1)?.exceptions).toEqual([
      { day: day(0), text: "Holiday", shifts: [] },
      {
        day: day(1),
        text: "Works meeting",
        shifts: [
          { shift: "06:00-09:00", from: "06:00", to: "09:00" },
          { shift: "12:00-14:00", from: "12:00", to: "14:00" },
        ],
      },
      { day: day(2), text: "Overhaul", shifts: [{ shift: "06:00-10:30", from: "06:00", to: "10:30" }] },
      {
        day: day(3),
        text: "Overhaul",
        shifts: [
          { shift: "10:00-10:30", from: "10:00", to: "10:30" },
          { shift: "11:00-14:00", from: "11:00", to: "14:00" },
        ],
      },
    ]);
    expect(calendars.at(-1)?.erpVersion).toBeGreaterThan(first.calendars[0]?.erpVersion ?? 0);
  });

  it("say the same under the same version, however long ago it was", async () => {
    const { clerk, line, leave, polled } = await works();
    const soon = (days: number) => toOdooTime(new Date(Date.now() + days * 86_400_000));
    leave(soon(-1), soon(9));
    clerk.wait(3);
    line("5", 6, 12);
    const before = (await polled()).calendars;
    expect(before[0]?.exceptions).not.toEqual([]);
    clerk.wait(3 * 366 * 86_400);
    expect((await polled()).calendars).toEqual(before);
    // Of what was over before that, nothing comes back; what is new and was long ago counts for the version.
    leave(soon(-30), soon(-20));
    const after = (await polled()).calendars;
    expect(after[0]?.exceptions).toEqual([]);
    expect(after[0]?.erpVersion).toBeGreaterThan(before[0]?.erpVersion ?? 0);
  });

  it("follow a line that changes, and a work centre that changes its hours", async () => {
    const { clerk, calendar, line, polled } = await works();
    const saturday = line("5", 6, 12);
    const first = await polled();
    clerk.change("resource.calendar.attendance", saturday, { hour_to: 24 });
    const second = await polled(first.cursor);
    expect(second.calendars.at(-1)?.shifts.at(-1)).toEqual({ weekday: 6, shift: "06:00-24:00", from: "06:00", to: "24:00" });
    clerk.change("mrp.workcenter", IDS.assembly, { resource_calendar_id: calendar });
    const third = await polled(second.cursor);
    expect(third.calendars.map(({ workCentre }) => workCentre)).toContain("ASM-01");
  });

  it("of two different weeks are kept apart with that reason", async () => {
    const { line, polled } = await works();
    line("5", 6, 12, { week_type: "1" });
    expect((await polled()).unreadable).toMatchObject([{ type: "erp.calendar.v1", reason: expect.stringContaining("two different weeks") }]);
  });

  it("are not read, and not said to be, while they are off", async () => {
    const { odoo, polled } = await works();
    expect((await polled(null, { calendars: false })).calendars).toEqual([]);
    expect(connect(odoo, fetchHttp).capabilities().inbound).not.toContain("erp.calendar.v1");
    expect(connect(odoo, fetchHttp, { calendars: true }).capabilities().inbound).toContain("erp.calendar.v1");
    expect(await connect(odoo, fetchHttp, { calendars: true }).test()).toMatchObject({ kind: "ok" });
  });
});
