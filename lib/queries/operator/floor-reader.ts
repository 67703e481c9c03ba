import "server-only";
import type { Queryable } from "@/db/client";
import type { Named } from "@/lib/queries/reason-name";

/** What a read of the floor needs; inside `runView` it is one snapshot of the database. */
export type FloorReader = Named & { readonly db: Queryable; readonly now: Date };
