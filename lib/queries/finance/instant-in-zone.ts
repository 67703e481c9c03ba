import { zoneOffsetMs } from "@/lib/domain/shared/wall-clock";

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/**
 * An instant from text: ISO with an offset, or a wall clock of the zone as a date field writes it ("2026-04-01T00:00"). A wall clock that
 * occurs twice means the first time, or, where that lies before `since`, the second. Null when it is neither.
 */
export function instantInZone(text: string, timeZone: string, since?: Date): Date | null {
  if (!WALL.test(text)) {
    if (!/(Z|[+-]\d{2}:?\d{2})$/.test(text)) return null;
    const at = Date.parse(text);
    return Number.isNaN(at) ? null : new Date(at);
  }
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return null;
  const offsets = [zoneOffsetMs(timeZone, new Date(wall - 86_400_000)), zoneOffsetMs(timeZone, new Date(wall + 86_400_000))];
  const times = offsets.map((offset) => new Date(wall - offset)).filter((at) => zoneOffsetMs(timeZone, at) === wall - at.getTime());
  // A clock that the change to summer time skips: as far after midnight as before the change.
  return times.find((at) => since === undefined || at >= since) ?? times[0] ?? new Date(wall - (offsets[0] ?? 0));
}

/** The wall clock of a zone as a date field wants it: "2026-04-01T00:00". */
export function wallClock(at: Date, timeZone: string): string {
  return new Date(at.getTime() + zoneOffsetMs(timeZone, at)).toISOString().slice(0, 16);
}
