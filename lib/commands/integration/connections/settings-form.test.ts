import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fieldText, formOf, readForm } from "./settings-form";

const Settings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ""))
    .meta({ title: "Address", description: "Without /v1" }),
  timeoutSeconds: z.number().int().default(20),
  issueMode: z.enum(["MANUAL", "BACKFLUSH"]).default("BACKFLUSH"),
  activities: z.array(z.enum(["SETUP", "RUN"])).default(["SETUP", "RUN"]),
  units: z.record(z.string(), z.string()).default({}),
  quarantine: z.string().nullable().default(null),
  limit: z.union([z.number(), z.null()]).optional(),
  stock: z.boolean().default(true),
  auth: z.discriminatedUnion("kind", [z.object({ kind: z.literal("basic") }), z.object({ kind: z.literal("token"), url: z.url() })]),
});
const fields = formOf(Settings);
const byName = Object.fromEntries(fields.map((field) => [field.name, field]));
const complete = { baseUrl: "https://erp.example", auth: '{"kind":"basic"}' };

describe("the form of a kind of ERP", () => {
  it("asks for each value in its own way, in the schema's words and order", () => {
    expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "baseUrl url",
      "timeoutSeconds number",
      "issueMode choice",
      "activities choices",
      "units json",
      "quarantine text",
      "limit number",
      "stock switch",
      "auth json",
    ]);
    expect(byName.baseUrl).toMatchObject({ title: "Address", description: "Without /v1", required: true, initial: "" });
    expect(byName.timeoutSeconds).toMatchObject({ title: "Timeout seconds", required: false, initial: "20" });
    expect([byName.issueMode?.options, byName.activities?.initial, byName.quarantine?.nullable, byName.limit?.nullable]).toEqual([
      ["MANUAL", "BACKFLUSH"],
      "SETUP\nRUN",
      true,
      true,
    ]);
  });

  it("stores only what differs from what is shipped", () => {
    const read = readForm(fields, { ...complete, timeoutSeconds: "20", issueMode: "MANUAL", units: '{"Stk":"EA"}', stock: "false", quarantine: "" });
    expect(read).toEqual({ value: { baseUrl: "https://erp.example", issueMode: "MANUAL", units: { Stk: "EA" }, stock: false, auth: { kind: "basic" } }, problems: {} });
  });

  it("says at the field what is no value", () => {
    expect(readForm(fields, { ...complete, baseUrl: " ", timeoutSeconds: "soon", units: "{" }).problems).toEqual({
      baseUrl: "is needed",
      timeoutSeconds: "must be a number",
      units: expect.stringContaining("is no valid JSON"),
    });
  });

  it("shows a stored value as it was typed, and reads it back the same", () => {
    const stored = { baseUrl: "https://erp.example/", timeoutSeconds: 5, activities: [], units: { Stk: "EA" }, quarantine: "Q", auth: { kind: "basic" } };
    const texts = Object.fromEntries(fields.map((field) => [field.name, fieldText(field, stored[field.name as keyof typeof stored])]));
    expect(texts).toMatchObject({ timeoutSeconds: "5", activities: "", stock: "true" });
    expect(readForm(fields, texts)).toEqual({ value: stored, problems: {} });
  });
});
