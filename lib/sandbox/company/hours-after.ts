/** The instant that lies so many hours after (or, below zero, before) `start`, as text. */
export function hoursAfter(start: Date, hours: number): string {
  return new Date(start.getTime() + hours * 3_600_000).toISOString();
}
