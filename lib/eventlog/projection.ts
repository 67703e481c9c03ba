import type { Tx } from "@/db/client";
import type { EventType, StoredEvent } from "./event";

/** Brings one fact into the current-state tables. It reads nothing but the fact and the rows it changes, so a replay gives the same tables. */
export type Projection<Type extends EventType> = (tx: Tx, event: StoredEvent<Type>) => Promise<void>;

/** Projections of some types; a context exports one of these. */
export type Projections<Type extends EventType = EventType> = { readonly [Each in Type]?: Projection<Each> };
