/**
 * What goes wrong with one exchange. `lost`: posted, and the answer never leaves. `cut`: posted, and the answer ends in the middle. `busy`: turned
 * away with a reason that passes. `refused`: 429. `broken`: 500 before anything was posted. `slow`: answered late.
 */
export type Fault = "broken" | "busy" | "cut" | "lost" | "refused" | "slow";

/** Decides before each exchange whether something goes wrong with it. */
export type Faults = (exchange: { readonly what: "send" | "stored" }) => Fault | null;
