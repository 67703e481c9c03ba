/** What the next answer of the server is to suffer. `lost`: carried out and committed, but the wire breaks. All others leave nothing behind. */
export type Fault =
  | { readonly kind: "lost" }
  | { readonly kind: "unsent" }
  | { readonly kind: "throttled"; readonly seconds: number }
  | { readonly kind: "deadlock" }
  | { readonly kind: "locked" }
  | { readonly kind: "maintenance" }
  | { readonly kind: "gateway" }
  | { readonly kind: "slow"; readonly milliseconds: number };

/** One call, as a fault is chosen by it. */
export type Call = { readonly method: string; readonly path: string };

/** Chooses the fault of a call; null: none. */
export type Faults = { choose: (call: Call) => Fault | null };

/** The next call that fits, and only that one, suffers the fault. */
export function once(faults: Faults, fault: Fault, fits: (call: Call) => boolean = () => true): void {
  const before = faults.choose;
  faults.choose = (call) => {
    if (!fits(call)) return before(call);
    faults.choose = before;
    return fault;
  };
}
