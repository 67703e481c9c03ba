import { decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { OrderStatusV1 } from "@/lib/messages/order-status.v1";
import { type Production, PRODUCTIVITY, type WorkOrder } from "./api-types";
import type { Desk } from "./desk";
import { noteStep } from "./notes";
import { markDoneStep, quantityStep, readAgain, unusedStep } from "./order-steps";
import { findChain, isOver, openMember, producedBefore, rawMovesOf, workOrdersOf } from "./orders";
import { findAll, findOne } from "./records";
import { Refused } from "./refused";
import type { Plan, Step } from "./steps";

/** The state of an order: started, ended, or a note where Odoo has no such state. Null: nothing that Odoo need know. */
export async function toOrderStatus(desk: Desk, message: OrderStatusV1): Promise<Plan | null> {
  const { order, state, reason, comment } = message.data;
  if (state === "RELEASED" || state === "CANCELLED") return null;
  const chain = await findChain(desk.client, desk.names, desk.settings.companyId, order);
  const document = () => chain.key;
  if (state === "ON_HOLD" || state === "ABORTED") {
    const text = [`${state === "ON_HOLD" ? "On hold" : "Aborted"} since ${message.time}`, reason, comment].filter((part) => part !== null).join(", ");
    return { steps: [noteStep(desk, { model: "mrp.production", id: Number(chain.key) }, message.id, text)], document };
  }
  const begun = desk.book.memory.production;
  const member = begun === null ? openMember(chain) : chain.members.find((one) => one.id === begun);
  // All of it is done or cancelled: it was started, and it is over.
  if (member === undefined) return { steps: [], document };
  if (state === "IN_PROGRESS") return { steps: await startSteps(desk, member), document };
  const rest = decimal(message.data.quantity.received).minus(producedBefore(chain, member));
  if (rest.gt(ZERO)) return { steps: [quantityStep(desk, member.id, rest), ...unusedStep(desk, member.id, null), markDoneStep(desk, member.id, "none")], document };
  return { steps: [cancelRestStep(desk, member)], document };
}

/** Starting opens a timer in Odoo, which is stopped at once: time is booked by confirmations. */
async function startSteps(desk: Desk, member: Production): Promise<Step[]> {
  const { client, book } = desk;
  const mark = "started";
  const workOrders = await workOrdersOf(client, [member.id]);
  const first = workOrders.toSorted((a, b) => a.sequence - b.sequence || a.id - b.id).find((one) => !["done", "cancel"].includes(one.state));
  if (first === undefined) return [];
  const isStarted = (all: readonly WorkOrder[]) => all.some((one) => one.state === "progress" || one.state === "done");
  const openTimer = async () => {
    const from = book.memory.marks[mark];
    return from === undefined
      ? undefined
      : findOne(client, PRODUCTIVITY, [
          ["workorder_id", "=", first.id],
          ["date_end", "=", false],
          ["id", ">", from],
        ]);
  };
  return [
    {
      name: "started order",
      find: async () => (isStarted(await workOrdersOf(client, [member.id])) ? [] : null),
      async perform() {
        const rows = await findAll(client, PRODUCTIVITY, [["workorder_id", "=", first.id]]);
        await book.keep({ marks: { ...book.memory.marks, [mark]: Math.max(0, ...rows.map((row) => row.id)) } });
        await client.call("mrp.workorder", "button_start", { ids: [first.id] });
      },
    },
    {
      name: "stopped timer",
      find: async () => ((await openTimer()) === undefined ? [] : null),
      perform: async () => void (await client.call("mrp.workorder", "button_pending", { ids: [first.id] })),
    },
  ];
}

/** What is left of an order that the floor has ended is not to be made any more. */
function cancelRestStep(desk: Desk, member: Production): Step {
  return {
    name: "cancelled rest",
    find: async () => (isOver(await readAgain(desk, member.id)) ? [] : null),
    async perform() {
      const taken = sum((await rawMovesOf(desk.client, desk.names, [member.id])).filter((move) => move.picked).map((move) => move.moved));
      if (taken.gt(ZERO))
        throw new Refused("CONSUMPTION_OPEN", `Components were booked on ${member.name} after the last receipt. Finish or cancel it in Odoo, then settle this message.`);
      await desk.client.call("mrp.production", "action_cancel", { ids: [member.id] });
    },
  };
}
