function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** Whole seconds from one instant to another; negative when the second is earlier. */
export function secondsBetween(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / 1000);
}

/** A running clock: "2:12" below an hour, "1:24:36" above. `hours` always shows the hour: "0:06:12". */
export function formatStopwatch(seconds: number, { hours = false }: { hours?: boolean } = {}): string {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = whole % 60;
  return h > 0 || hours ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** How old something is, to one unit: "3 s", "46 min", "1:10 h", "12 d". */
export function formatAge(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole}\u00a0s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}\u00a0h`;
  return `${Math.floor(minutes / (24 * 60))}\u00a0d`;
}
