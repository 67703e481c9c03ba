import { z } from "zod";

/** A misfortune that the next calls meet. */
export const Fault = z.object({
  /**
   * `drop-answer` books and then breaks the connection; `garbage` answers a gateway page; both look the same to the caller as a crash. `locked`: somebody
   * in the ERP has the order open. `expired`: the ERP does not know its caller any more.
   */
  kind: z.enum(["drop-answer", "unavailable", "slow", "reject", "garbage", "locked", "expired"]),
  on: z.enum(["post", "bundle", "look-up", "changes", "orders", "order-list", "stock", "any"]).default("post"),
  count: z.number().int().positive().default(1),
  retryAfterSeconds: z.number().int().nonnegative().optional(),
  milliseconds: z.number().int().positive().max(120_000).default(1000),
  code: z.string().default("PERIOD_CLOSED"),
  detail: z.string().default("The posting period is closed."),
});
export type Fault = z.infer<typeof Fault>;

export type Faults = {
  /** Off, the ERP breaks every connection of the contract and announces nothing, until it is switched on. */
  switch(on: boolean): void;
  isOff(): boolean;
  add(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /** The fault that this call meets, used up by one; null when all is well. */
  take(call: "post" | "bundle" | "look-up" | "changes" | "orders" | "order-list" | "stock"): Fault | null;
};

/** Faults that tests and demos ask for; gone with the process. */
export function faultQueue(): Faults {
  let waiting: Fault[] = [];
  let off = false;
  return {
    switch: (on) => void (off = !on),
    isOff: () => off,
    add: (fault) => void waiting.push(fault),
    clear: () => void (waiting = []),
    list: () => waiting,
    take(call) {
      const fault = waiting.find((each) => each.on === call || each.on === "any");
      if (fault === undefined) return null;
      waiting = waiting.flatMap((each) => (each !== fault ? [each] : each.count > 1 ? [{ ...each, count: each.count - 1 }] : []));
      return fault;
    },
  };
}
