import { eq } from "drizzle-orm";
import { shiftCrew } from "@/db/schema/labour";
import type { Projections } from "@/lib/eventlog/projection";

export const attendanceProjections: Projections<"attendance.began" | "attendance.ended"> = {
  "attendance.began": async (tx, { siteId, payload, eventTime }) => {
    const { attendanceId, personId, workCentreId, day, shift, to } = payload;
    await tx
      .insert(shiftCrew)
      .values({ id: attendanceId, siteId, personId, workCentreId, productionDay: day, shiftName: shift, inAt: eventTime, outAt: to === undefined ? null : new Date(to) });
  },
  "attendance.ended": async (tx, { payload, eventTime }) => {
    await tx.update(shiftCrew).set({ outAt: eventTime }).where(eq(shiftCrew.id, payload.attendanceId));
  },
};
