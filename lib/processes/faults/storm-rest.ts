import { eq } from "drizzle-orm";
import { z } from "zod";
import { policy } from "@/db/schema/integration";
import type { RelayedCall } from "@/lib/erp/http/testing/relay";
import { lineDown, SITE, status } from "@/lib/integration/testing/channel-plant";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { confirmationFact, receiptFact } from "@/lib/messages/__fixtures__/facts";
import { newId } from "@/lib/platform/ids";
import { Postings } from "./reckoning";
import { draftOf, type StormErp, type StormSize, times } from "./storm-erp";

/** The small ERP of the sandbox, as a process of its own. */
type Sandbox = {
  readonly url: string;
  readonly key: string;
  readonly webhookSecret: string;
  clerk(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown>;
  stop(): Promise<void>;
};

/** The interface that Millrace publishes, spoken by the sandbox's ERP; order states go in bundles. What reached the ERP a second time as a post counts as doubled. */
export async function restStorm({ orders, rounds }: StormSize, erp: Sandbox): Promise<StormErp> {
  const numbers = times(orders, (index) => `PO-${2001 + index}`);
  for (const { type, data } of example1(SITE))
    await erp.clerk("POST", "objects", { type, data: "stock" in data ? { ...data, stock: [{ location: "MAIN", qty: "1000000" }] } : data });
  for (const number of numbers) await erp.clerk("POST", "objects", { type: "erp.order.v1", data: exampleOrder(SITE, number, { qty: "100000" }).data });
  const booked = new Set<string>();
  /** An ERP that keeps no keys would have booked these again. */
  const postedAgain: string[] = [];
  const fault = (body: object) => () => erp.clerk("POST", "faults", body);

  function story(order: string): readonly OutboundDraft[] {
    const like = () => ({ id: newId(), site: SITE, subject: order, sequence: 1, time: new Date().toISOString() });
    const confirmed = () => draftOf(confirmationFact(like(), { consumption: [{ item: "SEAL-02", lot: "S-1", qty: "1", uom: "EA", mode: "BACKFLUSH" }] }));
    return times(rounds, () => [confirmed(), status(order, new Date()), confirmed(), draftOf(receiptFact(like(), `L-${order}`, "2")), lineDown(`U-${order}`, new Date())]).flat();
  }

  return {
    system: "rest",
    url: erp.url,
    secrets: { apiKey: erp.key, webhookSecrets: [erp.webhookSecret] },
    settings: (baseUrl) => ({ baseUrl, timeoutSeconds: 1, bundle: 50 }),
    orders: numbers,
    story,
    share: () => 0.3,
    // Each answers so many calls and is over then.
    troubles: [
      { name: "orders that somebody has open", begin: fault({ kind: "locked", count: 40 }), end: () => undefined },
      { name: "a closed period", begin: fault({ kind: "reject", count: 10 }), end: () => undefined },
      { name: "a session that has expired", begin: fault({ kind: "expired" }), end: () => undefined },
      { name: "refusals for orders that are locked", begin: fault({ kind: "reject", count: 10, code: "ORDER_LOCKED" }), end: () => undefined },
    ],
    async books() {
      const postings = Postings.parse(await erp.clerk("GET", "postings"));
      return [...postings.map(({ message }) => message.id), ...postedAgain];
    },
    documentsOf: ({ id }) => [[id]],
    forgets: false,
    carried(call, answer) {
      postedAgain.push(...sentIn(call).filter((id) => booked.has(id)));
      for (const id of bookedIn(answer)) booked.add(id);
    },
    prepare: (db) => db.update(policy).set({ mode: "BATCH", schedule: "* * * * * *", bundle: 50, priority: 2 }).where(eq(policy.messageType, "mes.order.status.v1")),
    stop: () => erp.stop(),
  };
}

const Id = z.object({ id: z.string() });
const Answer = z.union([z.object({ outcomes: z.array(Id.extend({ status: z.string() })) }), Id]).catch({ outcomes: [] });
const Sent = z.union([z.array(Id), Id]).catch([]);

function sentIn({ method, body }: RelayedCall): string[] {
  if (method !== "POST") return [];
  const sent = Sent.parse(JSON.parse(body));
  return (Array.isArray(sent) ? sent : [sent]).map(({ id }) => id);
}

function bookedIn({ status: code, body }: { readonly status: number; readonly body: string }): string[] {
  if (code !== 200 && code !== 201) return [];
  const answer = Answer.parse(JSON.parse(body));
  return "outcomes" in answer ? answer.outcomes.flatMap(({ id, status: word }) => (word === "BOOKED" ? [id] : [])) : [answer.id];
}
