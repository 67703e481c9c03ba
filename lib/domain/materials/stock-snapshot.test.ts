import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { type CountedLot, judgeLot } from "./stock-snapshot";

const lot = (ours: string, theirs: string, more: Partial<Omit<CountedLot, "ours" | "theirs">> = {}): CountedLot => ({
  recorded: true,
  ours: decimal(ours),
  theirs: decimal(theirs),
  unseen: decimal(0),
  underWay: false,
  toldSince: false,
  ...more,
});

describe("§1.2 a snapshot of the ERP's stock", () => {
  it.each<[string, CountedLot, string]>([
    ["agrees", lot("100", "100"), "AGREES"],
    ["agrees once what the ERP has not booked yet is taken into account", lot("90", "100", { unseen: decimal("-10") }), "AGREES"],
    ["agrees where a receipt has not reached it", lot("60", "50", { unseen: decimal("10") }), "AGREES"],
    ["takes over a lot that the plant only holds", lot("100", "80", { recorded: false }), "TAKE_OVER"],
    ["never changes what the plant recorded", lot("100", "80"), "DIFFERS"],
    ["does not judge while a message is under way", lot("100", "80", { underWay: true }), "UNJUDGED"],
    ["does not go back behind what the ERP said of the lot later", lot("100", "80", { recorded: false, toldSince: true }), "UNJUDGED"],
  ])("%s", (_, one, kind) => expect(judgeLot(one).kind).toBe(kind));

  it("IN-11 the difference is ours − theirs without what is in transit: 200 − 192 with 5 in the outbox leaves 3", () => {
    const judgement = judgeLot(lot("200", "192", { unseen: decimal("5") }));
    expect(judgement.kind === "DIFFERS" ? judgement.difference.toFixed() : judgement.kind).toBe("3");
  });
});
