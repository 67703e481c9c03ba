import { expect } from "@playwright/test";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";

const Answer = z.object({ status: z.number(), body: z.record(z.string(), z.unknown()) });
export type Answer = z.infer<typeof Answer>;

const Operations = z.object({ data: z.array(z.object({ id: z.string(), operation: z.number(), state: z.string(), required: z.string(), processed: z.string() })) });
const Order = z.object({
  components: z.array(z.object({ id: z.string(), item: z.string(), operation: z.number(), lotTracked: z.boolean(), issueMode: z.string(), required: z.string() })),
  operations: z.array(z.object({ id: z.string(), operation: z.number() })),
});
const Refused = z.object({ code: z.string().optional(), params: z.object({ first: z.string().optional() }).catch({}) });
const Lots = z.array(z.object({ data: z.object({ site: z.string(), item: z.string(), lot: z.string(), qualityStatus: z.string(), expiresAt: z.string().nullable() }) }));
const States = z.object({ data: z.array(z.object({ id: z.string(), workUnit: z.string() })) });

/** A program that knows nothing but the public API and its key. */
export class MessagesProgram {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async get(path: string): Promise<Answer> {
    return this.call(path, { method: "GET" });
  }

  /** Sends a command as it happens now; `commandId` for one that is sent again. */
  async send(name: string, input: object, commandId: string = uuidv7()): Promise<Answer> {
    return this.call(`/api/v1/commands/${name}`, {
      method: "POST",
      body: JSON.stringify({ eventTime: new Date().toISOString(), ...input }),
      headers: { "content-type": "application/json", "idempotency-key": commandId },
    });
  }

  /** The same, and it must be accepted. */
  async does(name: string, input: object): Promise<void> {
    const { status, body } = await this.send(name, input);
    expect(status, `${name}: ${JSON.stringify(body)}`).toBe(200);
  }

  /** Says something as a gateway does over HTTP. */
  async says(topic: string, payload: object): Promise<void> {
    const { status } = await this.call("/api/telemetry", {
      method: "POST",
      body: JSON.stringify({ messages: [{ topic, payload }] }),
      headers: { "content-type": "application/json" },
    });
    expect(status).toBe(200);
  }

  /** First operation of an order, once the order is here and may start. */
  async firstOperation(order: string): Promise<{ id: string; required: string }> {
    const read = async () => Operations.parse((await this.get(`/api/v1/operations?order=${order}`)).body).data.toSorted((a, b) => a.operation - b.operation)[0];
    await expect.poll(async () => (await read())?.state, { timeout: 30_000 }).toBe("READY");
    const first = await read();
    if (first === undefined) throw new Error(`order ${order} has no operation`);
    return first;
  }

  async order(order: string): Promise<z.infer<typeof Order>> {
    return Order.parse((await this.get(`/api/v1/orders/${order}`)).body);
  }

  /** Takes of the components of an operation, from the lots that should go first: a quantity of the first, or what each still needs. */
  async issueLots(order: string, operation: number, person: string, lots: readonly ErpLot[], quantity?: string): Promise<void> {
    const { components, operations } = await this.order(order);
    const operationId = operations.find((one) => one.operation === operation)?.id;
    const wanted = components.filter((one) => one.operation === operation && one.lotTracked && one.issueMode !== "BACKFLUSH");
    for (const { item } of quantity === undefined ? wanted : wanted.slice(0, 1)) {
      const rest = lots.filter((one) => one.item === item).map((one) => one.lot);
      for (let lot = rest.shift(); lot !== undefined;) {
        const { status, body } = await this.send("issue-material", { operationId, lot, person, ...(quantity === undefined ? {} : { quantity }) });
        if (status === 200) break;
        // Another lot goes first, or this one is empty.
        lot = Refused.parse(body).params.first ?? rest.shift();
        expect(lot, `${item}: ${JSON.stringify(body)}`).toBeDefined();
      }
    }
  }

  async unitId(code: string): Promise<string> {
    const { data } = States.parse((await this.get("/api/v1/equipment/states?limit=200")).body);
    return data.find((unit) => unit.workUnit === code)?.id ?? "";
  }

  private signed(given: HeadersInit | undefined): Headers {
    const headers = new Headers(given);
    headers.set("authorization", `Bearer ${this.token}`);
    return headers;
  }

  private async call(path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, { ...init, headers: this.signed(init.headers) });
    return Answer.parse({ status: response.status, body: await response.json() });
  }
}

/** Locks the books of a site in the sandbox ERP before an instant, or opens them. */
export async function lockPeriod(erpUrl: string, site: string, openFrom: string | null): Promise<void> {
  const answer = await fetch(`${erpUrl}/sandbox/period`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ site, openFrom }) });
  expect(answer.ok).toBe(true);
}

export type ErpLot = { readonly item: string; readonly lot: string };
const DAY_MS = 86_400_000;

/** Lots that the sandbox ERP has released at a site and that last for another week, the first to expire first. */
export async function lotsOf(erpUrl: string, site: string): Promise<ErpLot[]> {
  const answer = await fetch(`${erpUrl}/sandbox/objects?type=erp.lot.v1`);
  const usable = Lots.parse(await answer.json()).flatMap(({ data }) => {
    const until = data.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(data.expiresAt);
    return data.site === site && data.qualityStatus === "RELEASED" && until > Date.now() + 7 * DAY_MS ? [{ item: data.item, lot: data.lot, until }] : [];
  });
  return usable.toSorted((a, b) => a.until - b.until);
}
