import type { RunView } from "@/lib/queries/operator/run-view";

type Component = RunView["components"][number];
type Lot = Component["lots"][number];

/** A lot of 500 that may be taken. */
export function runLot(number: string): Lot {
  return { lotId: number, number, item: "I", itemName: "", location: "A", onHand: "500", free: "500", expiresAt: null, status: "RELEASED", blocked: null };
}

/** An input of which 100 pieces are issued by scan, with one lot of it in stock. */
export function runComponent(id: string, more: Partial<Component> = {}): Component {
  return {
    id,
    position: 10,
    item: id,
    description: "",
    uom: "EA",
    decimals: 0,
    tracked: true,
    mode: "MANUAL_SCAN",
    required: "100",
    issued: "0",
    remaining: "100",
    perUnit: "1",
    mounted: null,
    taken: [],
    lots: [runLot(`L-${id}`)],
    ...more,
  };
}
