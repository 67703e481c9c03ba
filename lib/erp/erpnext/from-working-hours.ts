import type { InboundMessage } from "@/lib/messages/inbound";
import type { HolidayList, WorkedStation } from "./api-types";
import { plain } from "./failure";
import { type PlantData, toMessage, Unmappable, versionOf } from "./plant-data";

/** Monday to Sunday: ERPNext has the same hours on each day, and says in the holiday list on which of them nobody works. */
const WEEK = [1, 2, 3, 4, 5, 6, 7];

/** The working hours of a workstation as its calendar, with the days of its holiday list. One without hours has no calendar of its own. */
export function fromWorkingHours(workstation: WorkedStation, holidays: HolidayList | null, data: PlantData): InboundMessage[] {
  const hours = workstation.working_hours
    .filter((row) => row.enabled)
    .map((row) => ({ from: clockOf(row.start_time), to: clockOf(row.end_time) }))
    .toSorted((a, b) => a.from.localeCompare(b.from));
  if (hours.length === 0) return [];
  const { settings } = data;
  return [
    toMessage(
      "erp.calendar.v1",
      {
        site: settings.site,
        workCentre: workstation.name,
        erpVersion: versionOf([workstation.modified, ...(holidays === null ? [] : [holidays.modified])], settings),
        // They have no names there: each is called by its hours.
        shifts: WEEK.flatMap((weekday) => hours.map(({ from, to }) => ({ weekday, shift: `${from}-${to}`, from, to }))),
        exceptions: (holidays?.holidays ?? []).map(({ holiday_date, description }) => ({ day: holiday_date, text: plain(description ?? "").slice(0, 500), shifts: [] })),
      },
      data,
    ),
  ];
}

/** A time of day, which ERPNext writes as `6:00:00`. A day that ends with its last second ends with the day. */
function clockOf(said: string): string {
  const [, hour = "", minute = "", second = ""] = /^(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?$/.exec(said) ?? [];
  if (hour === "") throw new Unmappable(`"${said}" is no time of day.`);
  return `${hour}:${minute}:${second}` === "23:59:59" ? "24:00" : `${hour.padStart(2, "0")}:${minute}`;
}
