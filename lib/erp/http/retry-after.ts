/**
 * Seconds that an answer's `Retry-After` asks for, as seconds or as an HTTP date measured from the answer's own `Date`
 * (so that clocks that differ do no harm); undefined when there is none that can be read.
 */
export function retryAfterSeconds(headers: Readonly<Record<string, string>>): number | undefined {
  const asked = headers["retry-after"]?.trim();
  if (asked === undefined) return undefined;
  if (/^\d{1,6}$/.test(asked)) return Number(asked);
  const seconds = Math.ceil((Date.parse(asked) - Date.parse(headers.date ?? "")) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
