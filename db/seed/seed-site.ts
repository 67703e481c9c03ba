import type { Tx } from "@/db/client";
import { policy } from "@/db/schema/integration";
import { reasonCode } from "@/db/schema/reference";
import { newId } from "@/lib/platform/ids";
import { CORRECTION_REASONS, DEFAULT_POLICIES, INDIRECT_REASONS, ISSUED_SHORT_REASONS, SCRAP_REASONS, STOP_REASONS } from "./site-defaults";

/** Gives a new site the shipped reason codes. */
export async function seedReasons(tx: Tx, siteId: string): Promise<void> {
  const lists = [
    ["STOP", STOP_REASONS],
    ["SCRAP", SCRAP_REASONS],
    ["CORRECTION", CORRECTION_REASONS],
    ["INDIRECT", INDIRECT_REASONS],
    ["ISSUED_SHORT", ISSUED_SHORT_REASONS],
  ] as const;
  await tx
    .insert(reasonCode)
    .values(
      lists.flatMap(([use, reasons]) =>
        reasons.map(([code, name, cls, valuation, de, es], position) => ({ id: newId(), siteId, use, code, name, names: { de, es }, class: cls, valuation, position })),
      ),
    )
    .onConflictDoNothing();
}

/** Gives a connection the shipped policy for a site that its ERP governs. */
export async function seedPolicies(tx: Tx, siteId: string, connectionId: string): Promise<void> {
  await tx
    .insert(policy)
    .values(DEFAULT_POLICIES.map((line) => ({ id: newId(), siteId, connectionId, ...line })))
    .onConflictDoNothing();
}
