import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";
import { labourBooking } from "@/db/schema/labour";
import { reasonCode } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { reasonName, reasonNameOrNull } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";

/** What people do on no order, and what the reader is booked on of it. */
export type Indirect = {
  readonly now: { readonly code: string; readonly name: string; readonly since: string } | null;
  readonly choices: readonly { readonly code: string; readonly name: string }[];
};

/** Indirect activities of a site, and the reader's own (EX-17). */
export async function indirectOf(reader: FloorReader, { personId }: Actor, siteId: string): Promise<Indirect> {
  const { db } = reader;
  const [codes, [own]] = await Promise.all([
    db
      .select({ code: reasonCode.code, name: reasonName(reader) })
      .from(reasonCode)
      .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.use, "INDIRECT"), eq(reasonCode.active, true)))
      .orderBy(asc(reasonCode.position), asc(reasonCode.code)),
    personId === null
      ? []
      : db
          .select({ code: labourBooking.indirectCode, name: reasonNameOrNull(reader), since: labourBooking.fromAt })
          .from(labourBooking)
          .leftJoin(reasonCode, and(eq(reasonCode.siteId, labourBooking.siteId), eq(reasonCode.use, "INDIRECT"), eq(reasonCode.code, labourBooking.indirectCode)))
          .where(and(eq(labourBooking.personId, personId), isNull(labourBooking.operationId), isNull(labourBooking.toAt))),
  ]);
  const code = own?.code ?? null;
  return {
    now: own === undefined || code === null ? null : { code, name: own.name ?? code, since: own.since.toISOString() },
    choices: codes,
  };
}
