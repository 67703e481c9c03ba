import { expect, it } from "vitest";
import { isMachineScope } from "@/lib/auth/machine-scopes";
import { ENDPOINTS, openApi } from "./openapi";

it("every read can be had with a key from the browser, and the document says of each command whether one can be", () => {
  expect(ENDPOINTS.map(({ permission }) => permission).filter((permission) => !isMachineScope(permission))).toEqual([]);
  const said = JSON.stringify(openApi());
  expect(said).toContain("Scope: `check.record`.");
  expect(said).toContain("For people with `hold.release`; no key from the browser has it.");
});
