import { describe, expect, it } from "vitest";
import { z } from "zod";
import { formOf, readForm } from "@/lib/commands/integration/connections/settings-form";
import { erpSystems } from "@/lib/erp/registry";

describe.each([...erpSystems.values()])("connections to $title", ({ settings, secrets }) => {
  it("every setting and secret has words of its own for the form", () => {
    for (const schema of [settings, secrets]) {
      const described = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
      const bare = Object.entries(described.properties ?? {}).filter(([, property]) => typeof property === "boolean" || property.title === undefined);
      expect(bare.map(([name]) => name)).toEqual([]);
    }
  });

  it("the form's own start is a start: only what is needed is missing", () => {
    for (const schema of [settings, secrets]) {
      const form = formOf(schema);
      expect(form.length).toBeGreaterThan(0);
      const needed = form.filter((field) => field.required && field.initial === "").map(({ name }) => name);
      expect(Object.keys(readForm(form, {}).problems).toSorted()).toEqual(needed.toSorted());
    }
  });
});
