import { expect, it } from "vitest";
import { type Step, suites, tally } from "./test-steps";

const step = (name: string): Step => {
  const found = [...suites.all, ...suites.erp].flat().find((one) => one.name === name);
  if (!found) throw new Error(`no step ${name}`);
  return found;
};
const read = (name: string, report: unknown) => step(name).report?.read(JSON.stringify(report));

it("counts vitest's tests, files that broke before any test, and names what was skipped", () => {
  const tests = [
    { status: "passed", title: "a" },
    { status: "skipped", title: "cannot run here: no server" },
  ];
  const testResults = [
    { status: "passed", assertionResults: tests },
    { status: "failed", assertionResults: [] },
  ];
  expect(read("Unit tests", { numPassedTests: 1, numFailedTests: 0, testResults })).toEqual({ passed: 1, failed: 1, skipped: ["cannot run here: no server"] });
});

it("counts the journeys, says why one was skipped and what one has to say", () => {
  const spec = (title: string, status: string, annotations: object[]) => ({ title, tests: [{ status, annotations }] });
  const suites = [
    {
      specs: [spec("a", "expected", [{ type: "note", description: "through mosquitto" }])],
      suites: [{ specs: [spec("b", "skipped", [{ type: "skip", description: "no server here" }]), spec("c", "skipped", [{ type: "skip" }])] }],
    },
  ];
  expect(read("Journeys", { stats: { expected: 4, unexpected: 1, flaky: 0, skipped: 2 }, suites })).toEqual({
    passed: 4,
    failed: 1,
    skipped: ["no server here", "c"],
    notes: ["through mosquitto"],
  });
});

it.each([
  ["a tool that found nothing", step("Format"), true, { passed: 1, failed: 0 }],
  ["a tool that found something", step("Format"), false, { passed: 0, failed: 1 }],
  [
    "a run that broke before its report",
    { ...step("Unit tests"), report: { ...step("Unit tests").report, file: "/nowhere", read: () => ({ passed: 0, failed: 0, skipped: [] }) } },
    false,
    { passed: 0, failed: 1 },
  ],
])("counts %s", (_, one, succeeded, expected) => expect(tally(one, succeeded)).toMatchObject(expected));
