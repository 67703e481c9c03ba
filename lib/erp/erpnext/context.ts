import type { FrappeClient } from "./client";
import type { ErpnextSettings } from "./settings";

/** What posting works with. */
export type Context = { readonly client: FrappeClient; readonly settings: ErpnextSettings };
