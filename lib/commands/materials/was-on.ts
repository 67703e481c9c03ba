import "server-only";
import { gt, isNull, or } from "drizzle-orm";
import { lotMount } from "@/db/schema/materials";

/** TR-01: the lot was on its work unit for some time: a mount that was taken back was on for none. */
export const wasOn = or(isNull(lotMount.unmountedAt), gt(lotMount.unmountedAt, lotMount.mountedAt));
