import { expect, it } from "vitest";
import { filterOf, hrefWith, isFiltered, readParams, UNFILTERED } from "./search-params";

it("reads times as the clock of the page's zone, the last minute included, and leaves out what is no time", () => {
  const params = readParams({ from: "2026-04-01T00:00", until: "2026-04-01T06:30", q: " PO-1 " });
  expect(filterOf(params, "Europe/Berlin")).toMatchObject({ from: "2026-03-31T22:00:00.000Z", until: "2026-04-01T04:30:59.999Z", search: "PO-1" });
  expect(filterOf(readParams({ from: "yesterday", until: "" }), "Europe/Berlin")).toMatchObject({ from: null, until: null });
});

it("keeps every filter in the address, begins a changed one on its first page, and takes all of them off at once", () => {
  const params = readParams({
    q: "PO-1",
    erp: "ERP-A",
    site: "SITE-A",
    from: "2026-04-01T00:00",
    before: "2026-04-02T00:00:00.000Z~00000000-0000-7000-8000-000000000001",
    lag: "site",
  });
  expect(readParams(Object.fromEntries(new URL(hrefWith(params, { state: "held" }), "http://localhost").searchParams))).toEqual({ ...params, state: "held", before: null });
  expect(isFiltered(params)).toBe(true);
  expect(hrefWith(params, UNFILTERED)).toBe("/messages?lag=site");
  expect(isFiltered(readParams({ lag: "site", lane: "PO-1" }))).toBe(false);
});
