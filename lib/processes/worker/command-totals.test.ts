import { expect, it } from "vitest";
import { metrics } from "@/lib/platform/metrics";
import { commandTotals } from "./command-totals";

it("sums what was carried out by command and outcome", async () => {
  metrics.commandSeconds.observe({ command: "a", outcome: "ACCEPTED" }, 0.5);
  metrics.commandSeconds.observe({ command: "a", outcome: "ACCEPTED" }, 2);
  metrics.commandSeconds.observe({ command: "a", outcome: "REFUSED" }, 0.25);
  expect(await commandTotals()).toEqual([
    { command: "a", outcome: "ACCEPTED", count: 2, seconds: 2.5 },
    { command: "a", outcome: "REFUSED", count: 1, seconds: 0.25 },
  ]);
});
