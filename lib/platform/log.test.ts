import { DrizzleQueryError } from "drizzle-orm";
import { expect, it } from "vitest";
import { loggedError } from "./log";

it("logs why a query failed without the values in it", () => {
  const logged = loggedError(new DrizzleQueryError("select $1", ["041700"], new Error("connect ECONNREFUSED")));
  expect(logged).toMatchObject({ message: "connect ECONNREFUSED", query: "select $1" });
  expect(JSON.stringify(logged)).not.toContain("041700");
});

it("logs other errors as they are", () => {
  expect(loggedError(new TypeError("no such thing"))).toMatchObject({ type: "TypeError", message: "no such thing" });
  expect(loggedError("odd")).toBe("odd");
});
