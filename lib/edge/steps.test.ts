import { expect, it } from "vitest";
import { stepsOf } from "./steps";

async function all<Step>(steps: AsyncIterable<Step>): Promise<Step[]> {
  const seen: Step[] = [];
  for await (const step of steps) seen.push(step);
  return seen;
}

function gate(): { passed: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

it("tells each step while the work goes on, and its answer at the end", async () => {
  const gates = [gate(), gate()] as const;
  const steps = stepsOf<string>(async (tell) => {
    tell("one");
    await gates[0].passed;
    tell("two");
    await gates[1].passed;
    return "done";
  });
  expect((await steps.next()).value).toBe("one");
  gates[0].open();
  expect((await steps.next()).value).toBe("two");
  gates[1].open();
  expect(await all(steps)).toEqual(["done"]);
});

it("a reader that comes late sees where the work stands, not every step of its way", async () => {
  const steps = stepsOf<number>(async (tell) => {
    for (let step = 0; step < 50; step += 1) tell(step);
    await new Promise((resolve) => setImmediate(resolve));
    return 100;
  });
  expect(await all(steps)).toEqual([49, 100]);
});

it("work that fails fails its reader", async () => {
  await expect(all(stepsOf(() => Promise.reject(new Error("broken"))))).rejects.toThrow("broken");
});

it("a reader that leaves before the end lets the work know, and the work need not go on", async () => {
  let heard: AbortSignal | undefined;
  const steps = stepsOf<string>(async (tell, left) => {
    heard = left;
    tell("one");
    await new Promise((resolve) => left.addEventListener("abort", resolve));
    return "nobody sees this";
  });
  expect((await steps.next()).value).toBe("one");
  expect(heard?.aborted).toBe(false);
  await steps.return();
  expect([heard?.aborted, await all(steps)]).toEqual([true, []]);
});
