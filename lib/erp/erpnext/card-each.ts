import { type Decimal, decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import { again } from "./again";
import type { JobCard } from "./api-types";
import type { Context } from "./context";
import { cancel, findHeld, isDuplicate } from "./documents";
import { inOrderUnit } from "./items";
import { chainOf } from "./keys";
import { cardsOf, findOpenOrder, operationOf, readCard } from "./orders";
import type { Part } from "./part";
import { Refused } from "./refused";
import { newCard, toRows, withRemark } from "./to-job-card";
import { decimalOf, number } from "./values";

/**
 * A confirmation as a submitted card of its own, with its good and scrapped quantity as what was to be made, so that ERPNext counts exactly the
 * scrap as lost. The first one takes over the card that came with the order; the card itself carries the key.
 */
export function cardPart({ client, settings }: Context, message: ProductionConfirmedV1): Part {
  const { order: orderName, operation, quantity } = message.data;
  const find = async () => (await findHeld(client, "Job Card", message.id)).live;

  async function add(): Promise<string> {
    const { live, free } = await findHeld(client, "Job Card", message.id);
    if (live !== null) return live;
    if (free === null) throw new Refused("KEY_USED_UP", `Job cards of this message were made and cancelled too often.`);
    const order = await findOpenOrder(client, orderName);
    const row = operationOf(order, operation);
    const [good, scrap] = [await inOrderUnit(client, order, decimal(quantity.good), quantity.uom), await inOrderUnit(client, order, decimal(quantity.scrap), quantity.uom)];
    // The rows of a cancelled card keep their keys as it does.
    const turn = chainOf(message.id).indexOf(free);
    const rows = toRows(message, good, settings).map((one) => ({ ...one, mes_ref: chainOf(one.mes_ref)[turn] ?? one.mes_ref }));
    const draft = await openCard(order.name, row.name);
    const made = sum([good, ...(draft?.time_logs ?? []).map(completedIn)]);
    const values = {
      for_quantity: number(made.plus(scrap)),
      time_logs: [...(draft?.time_logs ?? []), ...rows],
      remarks: withRemark(draft?.remarks ?? "", message),
      mes_ref: free,
      docstatus: 1,
    };
    try {
      if (draft === null) return await client.insert("Job Card", { ...newCard(order, row, null), ...values });
      await client.update("Job Card", draft.name, { modified: draft.modified, ...values });
      return draft.name;
    } catch (error) {
      const known = isDuplicate(error) ? await find() : null;
      if (known === null) throw error;
      return known;
    }
  }

  async function openCard(order: string, operationId: string): Promise<JobCard | null> {
    const draft = (await cardsOf(client, order, operationId)).find((card) => card.docstatus === 0);
    return draft === undefined ? null : readCard(client, draft.name);
  }

  return {
    kind: "Job Card",
    find,
    make: () => again(add),
    async undo() {
      const live = await find();
      if (live !== null) await cancel(client, "Job Card", live);
    },
    isGone: async () => (await find()) === null,
  };
}

function completedIn(row: JobCard["time_logs"][number]): Decimal {
  const completed = row["completed_qty"];
  return typeof completed === "number" ? decimalOf(completed) : ZERO;
}
