import { expect, it } from "vitest";
import { systemActor } from "@/lib/auth/system-actor";
import { actingFor } from "./run-command";

it.each([
  ["person", "04\u000017", undefined],
  ["site", "0417", "SITE-\uD83D"],
])("EX-22 a %s whose name no database holds is nobody's to look up", async (field, person, site) => {
  const key = { ...systemActor("line", ["operation.execute"], []), kind: "MACHINE" as const };
  expect(await actingFor(key, person, site)).toMatchObject({ ok: false, code: "INVALID_INPUT", fields: { [field]: expect.stringContaining("cannot be stored") } });
});
