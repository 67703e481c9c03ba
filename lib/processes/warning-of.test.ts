import { expect, it } from "vitest";
import { warningOf } from "./warning-of";

it.each([
  ["passes a structured warning on", '{"level":40,"msg":"broker is away"}', "broker is away"],
  ["names the cause of a structured error", '{"level":50,"msg":"dispatch failed","err":{"message":"ECONNREFUSED"}}', "dispatch failed: ECONNREFUSED"],
  ["keeps structured information in the file", '{"level":30,"msg":"error rate is 0"}', null],
  ["passes a plain error on", " ⨯ Error: no such page", "⨯ Error: no such page"],
  ["keeps a query in the file", 'Error: Failed query: select "pin" from "account"', "Error: a query failed"],
  ["keeps plain talk in the file", "Ready in 300ms", null],
  ["does not take a word for an error that only contains it", "terror-free", null],
])("%s", (_, line, expected) => expect(warningOf(line)).toBe(expected));
