import { expect, it } from "vitest";
import { retryAfterSeconds } from "./retry-after";

it.each([
  [{ "retry-after": "17" }, 17],
  [{ "retry-after": "Mon, 16 Mar 2026 08:00:30 GMT", date: "Mon, 16 Mar 2026 08:00:00 GMT" }, 30],
  [{ "retry-after": "Mon, 16 Mar 2026 07:00:00 GMT", date: "Mon, 16 Mar 2026 08:00:00 GMT" }, 0],
  [{ "retry-after": "soon" }, undefined],
  [{}, undefined],
])("IN-05 reads Retry-After %j as %j", (headers, seconds) => expect(retryAfterSeconds(headers)).toBe(seconds));
