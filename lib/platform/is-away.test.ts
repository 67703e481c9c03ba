import { DrizzleQueryError } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { isAway } from "./is-away";

const coded = (code: string) => Object.assign(new Error("it failed"), { code });

describe("a database that is not there", () => {
  it.each(["08006", "53300", "57P01", "57P03", "25006", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "CONNECT_TIMEOUT", "CONNECTION_CLOSED", "CONNECTION_ENDED"])(
    "%s is one",
    (code) => expect(isAway(coded(code))).toBe(true),
  );

  it("also under the error of the query builder", () => expect(isAway(new DrizzleQueryError("select 1", [], coded("CONNECTION_CLOSED")))).toBe(true));

  it.each(["23505", "22P02", "40001", "57014", "42P01", "28P01", "KEY_REUSED"])("%s is not", (code) => expect(isAway(coded(code))).toBe(false));

  it.each([new Error("CONNECTION_CLOSED"), "ECONNREFUSED", undefined])("nor is what has no code: %s", (fault) => expect(isAway(fault)).toBe(false));
});
