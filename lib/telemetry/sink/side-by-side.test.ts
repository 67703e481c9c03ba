import { expect, it } from "vitest";
import { sideBySide } from "./side-by-side";

it("answers what each answered, in their order", async () => {
  expect(await sideBySide([Promise.resolve("first"), 2, null])).toEqual(["first", 2, null]);
});

it("throws what one threw once the others have ended, so that none goes on in a transaction that is given up", async () => {
  let end = (): void => undefined;
  const slow = new Promise<void>((resolve) => (end = resolve));
  let thrown: unknown = null;
  const working = sideBySide([Promise.reject(new Error("refused")), slow]).catch((error: unknown) => (thrown = error));
  // More turns than the throw would need.
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  expect(thrown).toBeNull();
  end();
  await working;
  expect(thrown).toEqual(new Error("refused"));
});
