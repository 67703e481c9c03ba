import { z } from "zod";

const Encoded = z.union([z.number(), z.object({ decimal: z.string() }).transform(({ decimal }) => Number(decimal))]);
const Place = z.object({ code: z.string().nullable(), type: z.string() });
const Move = z.object({
  state: z.string(),
  quantity: Encoded,
  "product.": z.object({ code: z.string() }),
  "lot.": z.object({ number: z.string() }).nullish(),
  "to_location.": Place,
});
const Order = z.object({
  state: z.string(),
  number: z.string(),
  "inputs.": z.array(Move),
  "outputs.": z.array(Move),
  "works.": z.array(
    z.object({
      sequence: z.number().nullable(),
      state: z.string(),
      "work_center.": z.object({ name: z.string() }).nullable(),
      "cycles.": z.array(z.object({ state: z.string() })),
    }),
  ),
});
const FIELDS = [
  "state",
  "number",
  ...["inputs", "outputs"].flatMap((way) => [`${way}.state`, `${way}.quantity`, `${way}.product.code`, `${way}.lot.number`, `${way}.to_location.code`, `${way}.to_location.type`]),
  "works.sequence",
  "works.state",
  "works.work_center.name",
  "works.cycles.state",
];

/** An order as Tryton has it, with its movements and works. */
export type TrytonOrder = z.infer<typeof Order>;
export type TrytonAccess = { readonly url: string; readonly db: string; readonly user: string; readonly password: string };

/** A clerk at Tryton, over its own JSON-RPC and past everything of ours. */
export class TrytonClerk {
  private constructor(
    private readonly address: string,
    private readonly authorization: string,
    private readonly context: object,
  ) {}

  static async login({ url, db, user, password }: TrytonAccess): Promise<TrytonClerk> {
    const address = `${url}${db}/`;
    const [userId, key] = z.tuple([z.number(), z.string()]).parse(await send(address, null, "common.db.login", [user, { password }, "en"]));
    const authorization = `Session ${Buffer.from(`${user}:${userId}:${key}`).toString("base64")}`;
    const preferences = z.record(z.string(), z.unknown()).parse(await send(address, authorization, "model.res.user.get_preferences", [true, {}]));
    return new TrytonClerk(address, authorization, { ...preferences, language: "en" });
  }

  /** Creates an order like the one with that id, still a draft; answers its id. */
  async create(likeId: number, reference: string): Promise<number> {
    const [id = 0] = z.array(z.number()).parse(await this.call("model.production.copy", [likeId], { reference }));
    return id;
  }

  /** Releases a draft: its works appear, and it waits for its material. */
  async release(id: number): Promise<void> {
    await this.call("model.production.wait", [id]);
  }

  async order(id: number): Promise<TrytonOrder> {
    const [order] = z.array(Order).parse(await this.call("model.production.read", [id], FIELDS));
    if (order === undefined) throw new Error(`Tryton has no production ${id}`);
    return order;
  }

  private call(method: string, ...params: readonly unknown[]): Promise<unknown> {
    return send(this.address, this.authorization, method, [...params, this.context]);
  }
}

async function send(address: string, authorization: string | null, method: string, params: readonly unknown[]): Promise<unknown> {
  const headers = { "content-type": "application/json", connection: "close", ...(authorization === null ? {} : { authorization }) };
  const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify({ id: 1, method, params }) });
  const said = z
    .object({ result: z.unknown(), error: z.unknown() })
    .partial()
    .parse(await answer.json());
  if (said.error !== undefined) throw new Error(`${method}: ${JSON.stringify(said.error).slice(0, 500)}`);
  return said.result;
}
