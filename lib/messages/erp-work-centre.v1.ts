import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { ClockText, Code, ErpVersion, InstantText, Text } from "./primitives";

/** Planned hours in the site's zone; ISO weekday, 1 is Monday. A window that ends before it starts runs into the next day. */
const CalendarWindow = z.object({ weekday: z.number().int().min(1).max(7), from: ClockText, to: ClockText });

/** A machine of the work centre, as the ERP's asset register knows it. */
const WorkCentreUnit = z.object({ workUnit: Code, text: Text, assetNumber: Code.nullable().default(null) });

/** A mould, die or gauge that the work centre has now. */
const WorkCentreTool = z.object({
  tool: Code,
  text: Text,
  status: z.enum(["AVAILABLE", "BLOCKED", "IN_REPAIR"]).default("AVAILABLE"),
  /** Until when it is calibrated or inspected; null: it needs neither. */
  validUntil: InstantText.nullable().default(null),
});

/** A place where operations are planned and costed. */
export const WorkCentreData = z.object({
  site: Code,
  workCentre: Code,
  erpVersion: ErpVersion,
  text: Text,
  area: Code.nullable().default(null),
  type: z.enum(["PRODUCTION_LINE", "WORK_CELL", "PROCESS_CELL", "PRODUCTION_UNIT"]),
  costCentre: Code.nullable().default(null),
  units: z.array(WorkCentreUnit).default([]),
  /** All tools that are at it; absent: nothing is said of them. One that another work centre had moves here. */
  tools: z.array(WorkCentreTool).max(500).optional(),
  /** Empty: the site's own calendar counts. */
  calendar: z.array(CalendarWindow).default([]),
  status: z.enum(["ACTIVE", "BLOCKED"]).default("ACTIVE"),
});
export type WorkCentreData = z.infer<typeof WorkCentreData>;

export const ErpWorkCentreV1 = InboundEnvelope.extend({ type: z.literal("erp.work-centre.v1"), data: WorkCentreData });
export type ErpWorkCentreV1 = z.infer<typeof ErpWorkCentreV1>;
