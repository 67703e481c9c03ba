import { expect, it } from "vitest";
import { inboxAddress, mappingsAddress } from "./inbox-address";
import { filterOf, readParams } from "./search-params";

const params = readParams({ q: "hall/", order: "newest", listed: "3", page: "2" });

it("keeps order and search of the list from page to page, and begins at the first page where something else is asked for", () => {
  expect(inboxAddress(params, { listed: 4 })).toBe("/telemetry?q=hall%2F&order=newest&listed=4&page=2#inbox");
  expect(inboxAddress(params, { order: null })).toBe("/telemetry?q=hall%2F&page=2#inbox");
  expect(inboxAddress(params, { q: "press" })).toBe("/telemetry?q=press&order=newest&page=2#inbox");
});

it("pages the mappings apart from the list", () => {
  expect(mappingsAddress(params, { page: 3 })).toBe("/telemetry?q=hall%2F&order=newest&listed=3&page=3#mappings");
});

it("takes an order or a page that is none for not said", () => {
  const odd = readParams({ order: "oldest", listed: "0" });
  expect([odd.listed, filterOf(odd).newest]).toEqual([null, false]);
  expect(filterOf(params).newest).toBe(true);
});
