import type { UnmappedFilter } from "@/lib/queries/admin/signal-mappings";

export type TelemetryParams = UnmappedFilter;

/** What the address says of the list of unmapped values. */
export function parseParams(raw: Readonly<Record<string, string | string[] | undefined>>): TelemetryParams {
  const text = (name: string): string | null => {
    const value = raw[name];
    return typeof value === "string" && value !== "" ? value.slice(0, 200) : null;
  };
  return { source: text("source"), text: text("q"), ignored: text("aside") === "1" };
}

/** The address of the list with something else asked for. */
export function hrefWith(params: TelemetryParams, change: Partial<TelemetryParams>): string {
  const { source, text, ignored } = { ...params, ...change };
  const query = new URLSearchParams();
  if (source !== null) query.set("source", source);
  if (text !== null) query.set("q", text);
  if (ignored) query.set("aside", "1");
  return `/telemetry${query.size > 0 ? `?${query.toString()}` : ""}#inbox`;
}
