import "server-only";
import type { Queryable } from "@/db/client";

/** What a read of the floor needs; inside `runView` it is one snapshot of the database. */
export type FloorReader = { readonly db: Queryable; readonly now: Date };
