import { z } from "zod";

const Amounts = z.array(z.object({ item: z.string(), lot: z.string().nullable(), qty: z.string() }));
const Summary = z.object({
  order: z.object({ order: z.string(), status: z.string(), outputLot: z.string().nullable() }),
  progress: z.string(),
  operations: z.array(z.object({ operation: z.number(), good: z.string(), scrap: z.string() })),
  received: z.string(),
  consumed: Amounts,
  lots: Amounts,
  documents: z.array(z.object({ type: z.string(), document: z.string(), reversed: z.boolean() })),
});

/** What the sandbox ERP knows of an order. */
export type ErpOrder = z.infer<typeof Summary>;

/** The clerk at the sandbox ERP: creates and releases orders, and looks at what the floor has booked on them. */
export class LoopClerk {
  constructor(private readonly erpUrl: string) {}

  /** Creates an order that is not released yet; answers its number. */
  async create(order: { readonly site: string; readonly item: string; readonly qty: string }): Promise<string> {
    const created = await this.call("POST", "orders", { ...order, status: "CREATED" });
    return z
      .object({ order: z.string() })
      .or(z.object({ data: z.object({ order: z.string() }) }))
      .transform((said) => ("data" in said ? said.data.order : said.order))
      .parse(created);
  }

  async release(order: string): Promise<void> {
    await this.call("POST", `orders/${order}/release`, {});
  }

  /** How far above its quantity an order may be made, in per cent. */
  async allowOver(order: string, overPct: string): Promise<void> {
    await this.call("PATCH", `orders/${order}`, { overPct });
  }

  /** Blocks a lot in the ERP with the reason, or frees it again where there is none. */
  async block(lot: { readonly site: string; readonly item: string; readonly lot: string }, reason: string | null): Promise<void> {
    await this.call("PATCH", `lots/${lot.site}/${lot.item}/${lot.lot}`, { qualityStatus: reason === null ? "RELEASED" : "ON_HOLD", statusReason: reason });
  }

  async order(order: string): Promise<ErpOrder> {
    return Summary.parse(await this.call("GET", `orders/${order}`));
  }

  /** Books by hand on an order what the floor never said. */
  async correct(booking: { readonly order: string; readonly consumed: readonly { readonly item: string; readonly lot: string; readonly qty: string }[] }): Promise<void> {
    await this.call("POST", "corrections", booking);
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.erpUrl}/sandbox/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} /sandbox/${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
