import { decimal } from "@/lib/domain/shared/decimal";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import { again } from "./again";
import type { JobCard, WorkOrder } from "./api-types";
import type { Context } from "./context";
import { isDuplicate } from "./documents";
import { inOrderUnit } from "./items";
import { assertOpen, cardsOf, findOrder, operationOf, readCard } from "./orders";
import type { Part } from "./part";
import { Refused } from "./refused";
import { isRowOf, newCard, rowKeys, successorRow, toRows, withoutRemark, withRemark } from "./to-job-card";
import { number } from "./values";

/** A confirmation as rows of its operation's one card; the final one submits it in the same call, and what is missing then counts as lost. */
export function rowsPart({ client, settings }: Context, message: ProductionConfirmedV1): Part {
  const { order: orderName, operation, final, quantity } = message.data;
  const keys = rowKeys(
    message.id,
    message.data.time.reduce((count, activity) => count + activity.labour.length, 1),
  );
  const isOurs = (card: JobCard) => card.time_logs.some((row) => isRowOf(row, keys));
  const isDone = (card: JobCard) => card.docstatus === 1 || !final;

  async function cards(order: WorkOrder): Promise<{ readonly mine: JobCard | null; readonly open: JobCard | null }> {
    let open: JobCard | null = null;
    for (const head of await cardsOf(client, order.name, operationOf(order, operation).name)) {
      const card = head.docstatus === 2 ? null : await readCard(client, head.name);
      if (card === null || card.docstatus === 2) continue;
      if (isOurs(card)) return { mine: card, open: card };
      if (card.docstatus === 0) open ??= card;
    }
    return { mine: null, open };
  }

  async function find(): Promise<string | null> {
    const { mine } = await cards(await findOrder(client, orderName));
    return mine !== null && isDone(mine) ? mine.name : null;
  }

  async function add(): Promise<string> {
    const order = await findOrder(client, orderName);
    const { mine, open } = await cards(order);
    if (mine !== null && isDone(mine)) return mine.name;
    assertOpen(order);
    if (open === null) throw new Refused("OPERATION_DONE", `Operation ${operation} of work order ${orderName} has no open job card in ERPNext.`);
    const ours = mine !== null ? [] : toRows(message, await inOrderUnit(client, order, decimal(quantity.good), quantity.uom), settings);
    try {
      await client.update("Job Card", open.name, {
        // A table is replaced as a whole: only on the card that was read.
        modified: open.modified,
        time_logs: [...open.time_logs, ...ours],
        remarks: withRemark(open.remarks, message),
        ...(final ? { docstatus: 1 } : {}),
      });
      return open.name;
    } catch (error) {
      const known = isDuplicate(error) ? await find() : null;
      if (known === null) throw error;
      return known;
    }
  }

  /** A cancelled card that our row stands on and that no other has succeeded: the rows of others on it are nowhere now. */
  async function orphan(order: WorkOrder): Promise<JobCard | null> {
    const all = await cardsOf(client, order.name, operationOf(order, operation).name);
    for (const head of all) {
      if (head.docstatus !== 2 || all.some((other) => other.amended_from === head.name)) continue;
      const card = await readCard(client, head.name);
      if (card !== null && isOurs(card)) return card;
    }
    return null;
  }

  async function takeBack(): Promise<void> {
    const order = await findOrder(client, orderName);
    const { mine } = await cards(order);
    if (mine?.docstatus === 0) {
      const others = mine.time_logs.filter((row) => !isRowOf(row, keys));
      await client.update("Job Card", mine.name, { modified: mine.modified, time_logs: others, remarks: withoutRemark(mine.remarks, message.id) });
    }
    if (mine?.docstatus === 1) await client.update("Job Card", mine.name, { docstatus: 2 });
    const cancelled = await orphan(order);
    if (cancelled !== null) await succeed(order, cancelled);
  }

  /** A submitted card cannot be changed: a new one takes its place, with everybody else's rows. */
  async function succeed(order: WorkOrder, card: JobCard): Promise<void> {
    const others = card.time_logs.filter((row) => !isRowOf(row, keys));
    try {
      await client.insert("Job Card", {
        ...newCard(order, operationOf(order, operation), card.workstation),
        for_quantity: number(card.for_quantity),
        amended_from: card.name,
        remarks: withoutRemark(card.remarks, message.id),
        time_logs: others.map(successorRow),
      });
    } catch (error) {
      // Its name follows from the card that it amends, and the keys from the rows: it is there.
      if (!isDuplicate(error)) throw error;
    }
  }

  return {
    kind: "Job Card",
    find,
    make: () => again(add),
    undo: () => again(takeBack),
    async isGone() {
      const order = await findOrder(client, orderName);
      return (await cards(order)).mine === null && (await orphan(order)) === null;
    },
  };
}
