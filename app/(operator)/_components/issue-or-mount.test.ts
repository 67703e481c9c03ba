import { describe, expect, it } from "vitest";
import { runComponent, runLot } from "@/lib/client/testing/run-component";
import type { RunView } from "@/lib/queries/operator/run-view";
import { formatsOf } from "@/lib/format/formats";
import { translatorOf } from "@/lib/i18n/testing/translator-of";
import { issueOrMount } from "./issue-or-mount";

const WORDS = { t: translatorOf("en", "entries"), formats: formatsOf("en") };

const view = (components: RunView["components"]) => ({ components });

describe("EX-08 what a lot number leads to", () => {
  it("issues what the line still needs, or as much as the label says", () => {
    const one = view([runComponent("CAST")]);
    expect(issueOrMount(one, "o", "L-CAST", WORDS)).toMatchObject({ kind: "DO", command: { command: { name: "issue-material", input: { operationId: "o", lot: "L-CAST" } } } });
    expect(issueOrMount(one, "o", "L-CAST", WORDS, { quantity: "25" })).toMatchObject({ command: { command: { input: { quantity: "25" } }, text: "Issued L-CAST, 25\u00a0EA" } });
  });

  it("mounts what is backflushed", () => {
    expect(issueOrMount(view([runComponent("CASE", { mode: "BACKFLUSH" })]), "o", "L-CASE", WORDS)).toMatchObject({ command: { command: { name: "mount-lot" } } });
  });

  it("EX-14 says the pallet by which it was scanned, also where it asks for the quantity first", () => {
    const sent = (mode: "MANUAL_SCAN" | "BACKFLUSH", remaining = "10") =>
      issueOrMount(view([runComponent("CAST", { mode, remaining })]), "o", "L-CAST", WORDS, { handlingUnit: "340123450000000017" });
    for (const mode of ["MANUAL_SCAN", "BACKFLUSH"] as const) expect(sent(mode)).toMatchObject({ command: { command: { input: { handlingUnit: "340123450000000017" } } } });
    expect(sent("MANUAL_SCAN", "0")).toMatchObject({ kind: "ASK", handlingUnit: "340123450000000017" });
  });

  it("asks for the quantity when the line has all it needs: a second scan must not take the whole lot", () => {
    expect(issueOrMount(view([runComponent("CAST", { remaining: "0" })]), "o", "L-CAST", WORDS)).toEqual({ kind: "ASK", lot: "L-CAST", lotId: "L-CAST", componentId: "CAST" });
  });

  it("prefers the line that still needs the lot", () => {
    const both = view([runComponent("A", { remaining: "0", lots: [runLot("L")] }), runComponent("B", { lots: [runLot("L")] })]);
    expect(issueOrMount(both, "o", "L", WORDS)).toMatchObject({ kind: "DO", command: { command: { input: { lot: "L", componentId: "B" } } } });
  });

  it("mounts or issues a lot that the screen does not list by its item, a substitute's as well", () => {
    const lines = view([runComponent("CAST"), runComponent("SEAL", { mode: "BACKFLUSH", fits: ["SEAL", "SEAL-X"] })]);
    const sent = (items: string[]) => {
      const step = issueOrMount(lines, "o", "X-1", WORDS, { lots: items.map((item) => ({ lotId: `of ${item}`, item })) });
      return step.kind === "DO" ? step.command.command.name : step;
    };
    expect([sent(["SEAL"]), sent(["SEAL-X"]), sent(["CAST"]), sent(["OTHER", "SEAL"]), sent(["OTHER"]), sent([])]).toEqual([
      "mount-lot",
      "mount-lot",
      "issue-material",
      "mount-lot",
      "issue-material",
      "issue-material",
    ]);
  });

  it("EX-11 names line and lot where items share a number: the one that was tapped, or that was said to be meant", () => {
    const shared = (id: string, more = {}) => runComponent(id, { lots: [{ ...runLot("DUP"), lotId: `lot of ${id}`, item: id }], ...more });
    const both = view([shared("CAST"), shared("SEAL")]);
    const input = (known: Parameters<typeof issueOrMount>[4]) => {
      const step = issueOrMount(both, "o", "DUP", WORDS, known);
      return step.kind === "DO" ? step.command.command.input : step;
    };
    expect(input({ componentId: "SEAL" })).toEqual({ operationId: "o", lot: "DUP", lotId: "lot of SEAL", componentId: "SEAL" });
    expect(input({ lots: [{ lotId: "lot of SEAL", item: "SEAL" }] })).toEqual({ operationId: "o", lot: "DUP", lotId: "lot of SEAL", componentId: "SEAL" });
    const mounted = issueOrMount(view([shared("CAST", { mode: "BACKFLUSH" }), shared("SEAL", { mode: "BACKFLUSH" })]), "o", "DUP", WORDS, { componentId: "SEAL" });
    expect(mounted).toMatchObject({ command: { command: { name: "mount-lot", input: { operationId: "o", lot: "DUP", lotId: "lot of SEAL" } } } });
  });

  it("asks for a weight that is finer than the line counts, with what the label says rounded", () => {
    const oats = view([runComponent("OAT", { uom: "KGM", decimals: 2 })]);
    const step = (weightKg: string) => issueOrMount(oats, "o", "L-OAT", WORDS, { label: { lot: "L-OAT", weightKg } });
    expect(step("12.345")).toEqual({ kind: "ASK", lot: "L-OAT", lotId: "L-OAT", componentId: "OAT", quantity: "12.35" });
    expect(step("12.34")).toMatchObject({ kind: "DO", command: { command: { input: { quantity: "12.34" } } } });
  });

  it("mounts what nobody knows where all lines are fed by what is mounted", () => {
    expect(issueOrMount(view([runComponent("SEAL", { mode: "BACKFLUSH" })]), "o", "X-1", WORDS)).toMatchObject({ command: { command: { name: "mount-lot" } } });
  });

  it("lets the server say what is wrong with a lot that the screen does not know", () => {
    expect(issueOrMount(view([runComponent("CAST")]), "o", "X-1", WORDS)).toMatchObject({ command: { command: { name: "issue-material", input: { lot: "X-1" } } } });
  });
});
