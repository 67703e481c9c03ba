/** Milliseconds that a zone's wall clock is ahead of UTC at an instant. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(new Date(at));
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - Math.floor(at / 1000) * 1000;
}

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/**
 * An instant from text: ISO with an offset, or a wall clock of the zone as a date field writes it ("2026-04-01T00:00"). A wall clock that
 * occurs twice means the first time. Null when it is neither.
 */
export function instantInZone(text: string, timeZone: string): Date | null {
  if (!WALL.test(text)) {
    if (!/(Z|[+-]\d{2}:?\d{2})$/.test(text)) return null;
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : new Date(at);
  }
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return null;
  const offsets = [offsetAt(wall - 86_400_000, timeZone), offsetAt(wall + 86_400_000, timeZone)];
  for (const offset of offsets) if (offsetAt(wall - offset, timeZone) === offset) return new Date(wall - offset);
  // A clock that the change to summer time skips: as far after midnight as before the change.
  return new Date(wall - (offsets[0] ?? 0));
}

/** The wall clock of a zone as a date field wants it: "2026-04-01T00:00". */
export function wallClock(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetAt(at.getTime(), timeZone)).toISOString().slice(0, 16);
}
