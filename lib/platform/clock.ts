/** Tells the time; a test passes one that stands still. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
