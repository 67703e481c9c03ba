/** Keys of what offices and walls read; see `query-keys.ts`. */
export const wipKeys = {
  all: ["wip"],
  board: (filter: string) => ["wip", "board", filter],
  value: (filter: string) => ["wip", "value", filter],
  /** Machines that only measure make these older at the pace of a board. */
  unit: (workUnitId: string, period: string) => ["wip", "unit", workUnitId, period],
  wall: (siteCode: string, line: string | null) => ["wip", "wall", siteCode, line],
} as const;
/** A picture of the past: no change makes it old, `until` says up to where it was drawn. */
export const trendKeys = {
  unit: (workUnitId: string, period: string, names: readonly string[], pixels: number, until: number) => [
    "trend",
    workUnitId,
    period,
    JSON.stringify(names),
    String(pixels),
    String(until),
  ],
  /** Of a lot, or of one piece of it. */
  lot: (lotId: string, piece: string, pixels: number) => ["trend", lotId, piece, String(pixels)],
} as const;
/** What a site lists changes with its company file alone. */
export const reasonKeys = { unit: (workUnitId: string) => ["reasons", workUnitId] } as const;
/** An exception of the channel begins or ends with what stands here. */
export const channelKeys = { notice: ["exception", "list", "channel"] } as const;
export const costKeys = { order: (orderId: string) => ["cost", orderId] } as const;
