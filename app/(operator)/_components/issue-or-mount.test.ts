import { describe, expect, it } from "vitest";
import type { RunView } from "@/lib/queries/operator/run-view";
import { formatsOf } from "@/lib/format/formats";
import { translatorOf } from "@/lib/i18n/testing/translator-of";
import { issueOrMount } from "./issue-or-mount";

const WORDS = { t: translatorOf("en", "entries"), formats: formatsOf("en") };

type Component = RunView["components"][number];
const lot = (number: string): Component["lots"][number] => ({
  lotId: number,
  number,
  item: "I",
  itemName: "",
  location: "A",
  onHand: "500",
  free: "500",
  expiresAt: null,
  status: "RELEASED",
  blocked: null,
});
const component = (id: string, more: Partial<Component>): Component => ({
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
  lots: [lot(`L-${id}`)],
  ...more,
});
const view = (components: readonly Component[]) => ({ components });

describe("EX-08 what a lot number leads to", () => {
  it("issues what the line still needs, or as much as the label says", () => {
    const one = view([component("CAST", {})]);
    expect(issueOrMount(one, "o", "L-CAST", WORDS)).toMatchObject({ kind: "DO", command: { command: { name: "issue-material", input: { operationId: "o", lot: "L-CAST" } } } });
    expect(issueOrMount(one, "o", "L-CAST", WORDS, { quantity: "25" })).toMatchObject({ command: { command: { input: { quantity: "25" } }, text: "Issued L-CAST, 25\u00a0EA" } });
  });

  it("mounts what is backflushed", () => {
    expect(issueOrMount(view([component("CASE", { mode: "BACKFLUSH" })]), "o", "L-CASE", WORDS)).toMatchObject({ command: { command: { name: "mount-lot" } } });
  });

  it("asks for the quantity when the line has all it needs: a second scan must not take the whole lot", () => {
    expect(issueOrMount(view([component("CAST", { remaining: "0" })]), "o", "L-CAST", WORDS)).toEqual({ kind: "ASK", lot: "L-CAST", componentId: "CAST" });
  });

  it("prefers the line that still needs the lot", () => {
    const both = view([component("A", { remaining: "0", lots: [lot("L")] }), component("B", { lots: [lot("L")] })]);
    expect(issueOrMount(both, "o", "L", WORDS).kind).toBe("DO");
  });

  it("lets the server say what is wrong with a lot that the screen does not know", () => {
    expect(issueOrMount(view([component("CAST", {})]), "o", "X-1", WORDS)).toMatchObject({ command: { command: { name: "issue-material", input: { lot: "X-1" } } } });
  });
});
