import type { Tag, Unit } from "@/lib/telemetry/sink/tags";

/** A machine as the tag table gives it, for tests without a database. */
export const FILLER: Unit = {
  id: "unit",
  number: 1,
  code: "L1.FILLER",
  siteId: "site",
  siteCode: "SITE-A",
  workCentreId: null,
  workCentre: null,
  isConstraint: false,
  sampleIntervalMs: 10_000,
  microStopSeconds: 120,
  tellsChanges: false,
  timeFactor: "1",
  counters: new Set(["GOOD"]),
};

/** A tag of that machine: a parameter unless told. */
export const tagOf = (told: Partial<Tag>): Tag => ({
  id: 1,
  address: "SITE-A/PAST-1",
  name: "temp",
  kind: "PARAMETER",
  counter: null,
  maximum: null,
  scale: "1.000000",
  uom: null,
  states: null,
  low: null,
  high: null,
  maxGapMs: 30_000,
  sourceId: "source",
  unit: FILLER,
  ...told,
});
