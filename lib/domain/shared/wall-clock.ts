/** What the clock on the wall and the calendar beside it show: digits, filled up with zeros. */
export type WallClock = Readonly<Record<"year" | "month" | "day" | "hour" | "minute" | "second", string>>;

// A formatter takes longer to make than to use.
const formats = new Map<string, Intl.DateTimeFormat>();

/** Date and time of day that an instant has in a zone. */
export function wallClockAt(zone: string, at: Date): WallClock {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "00";
  return { year: part("year").padStart(4, "0"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute"), second: part("second") };
}

/** Milliseconds that the wall clock of a zone is ahead of UTC at an instant. */
export function zoneOffsetMs(zone: string, at: Date): number {
  const { year, month, day, hour, minute, second } = wallClockAt(zone, at);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(at.getTime() / 1000) * 1000;
}

/** The instant at which the wall clock of a zone shows this, told in milliseconds as if it were UTC. In an hour that comes twice one of the two; in one that is skipped the instant after it. */
export function instantOfWall(zone: string, wallMs: number): Date {
  // The offset is taken at the guess and once more at the result: between them a clock change may lie.
  const first = wallMs - zoneOffsetMs(zone, new Date(wallMs));
  return new Date(wallMs - zoneOffsetMs(zone, new Date(first)));
}
