import { decimal } from "@/lib/domain/shared/decimal";
import { openFactory } from "@/lib/erp/tryton/testing/factory";
import { confirmation, issue, receipt, status } from "@/lib/erp/tryton/testing/messages";
import { holdRows } from "@/lib/erp/tryton/testing/hold-rows";
import type { TrytonServer } from "@/lib/erp/tryton/testing/tryton-server";
import { SITE } from "@/lib/integration/testing/channel-plant";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { draftOf, type Saying, type StormErp, type StormSize } from "./storm-erp";

/** The seeded order that is copied: 1000 housings. */
const HOUSINGS = 5;
/** A message takes some ten to twenty calls, so this befalls a third of them. */
const SHARE = 0.025;

/** A real Tryton. Its moves and cycles carry no key of ours, so each message takes an amount or a time that no other one of its order has. */
export async function trytonStorm({ orders, rounds }: StormSize, up: Extract<TrytonServer, { kind: "up" }>): Promise<StormErp> {
  const factory = openFactory(up);
  const numbers: string[] = [];
  while (numbers.length < orders) numbers.push(await factory.released(HOUSINGS));
  let letGo = async (): Promise<void> => undefined;

  function story(order: string): readonly Saying[] {
    const resin = (number: number) => ({ item: "RM-RESIN", lot: "R-2402", qty: (number / 100).toFixed(2), uom: "KGM" });
    const said = Array.from({ length: rounds }, (_, round) => [
      issue(order, resin(2 * round + 1)),
      confirmation(order, { operation: 10, workUnit: "MOLD-1.UNIT", good: "1", seconds: 60 + round, consumption: [resin(2 * round + 2)] }),
      receipt(order, { item: "SF-HOUSING", lot: `H-${order}-${round}`, qty: String(round + 1) }),
    ]).flat();
    return [status(order, "IN_PROGRESS"), ...said].map((message) => draftOf(message));
  }

  return {
    system: "tryton",
    url: up.facts.url,
    secrets: { password: up.facts.password },
    settings: (url) => ({ url: `${url}/`, database: up.facts.db, user: up.facts.user, site: SITE, timeoutSeconds: 3 }),
    orders: numbers,
    story,
    share: () => SHARE,
    // Logins end by themselves within the run.
    troubles: [
      {
        name: "orders that somebody has open",
        // Nobody but us writes the seeded order, whose material is that of all of them.
        begin: async () => void (letGo = await holdRows(up, { orders: numbers, movesOf: [HOUSINGS] })),
        end: () => letGo(),
      },
    ],
    async books() {
      const keys: string[] = [];
      for (const order of numbers) {
        const found = await factory.order(order);
        // What was planned is set to nothing when the order starts, and is done so.
        const done = [...found["inputs."], ...found["outputs."]].filter((move) => move.state === "done" && !move.quantity.isZero());
        const moves = done.toSorted((a, b) => a.id - b.id);
        const cycles = found["works."].flatMap((work) => work["cycles."]).filter((cycle) => cycle.state === "done");
        keys.push(`${order} ${found.state}`, ...moves.map((move) => moved(order, move.quantity.toFixed())), ...cycles.map((cycle) => worked(order, cycle.duration?.seconds)));
      }
      return keys;
    },
    documentsOf,
    forgets: false,
    // The server is its starter's to stop.
    stop: () => letGo(),
  };
}

const moved = (order: string, qty: string): string => `${order} moved ${decimal(qty).toFixed()}`;
const worked = (order: string, seconds: number | undefined): string => `${order} worked ${seconds} s`;

function documentsOf(message: OutboundMessage): readonly (readonly string[])[] {
  switch (message.type) {
    case "mes.order.status.v1":
      return [[`${message.data.order} running`]];
    case "mes.production.confirmed.v1": {
      const { order, consumption, time } = message.data;
      return [...consumption.map(({ qty }) => [moved(order, qty)]), ...time.map(({ machineSeconds }) => [worked(order, machineSeconds)])];
    }
    case "mes.material.issued.v1":
    case "mes.production.received.v1":
      return [[moved(message.data.order, message.data.qty)]];
    default:
      return [];
  }
}
