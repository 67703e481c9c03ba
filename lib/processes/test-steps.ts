import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

export type Tally = {
  readonly passed: number;
  readonly failed: number;
  /** What did not run, and why. */
  readonly skipped: readonly string[];
  /** What a test wants said even when all is well. */
  readonly notes?: readonly string[];
};

/** One thing that the tests do: a tool that is right or wrong as a whole, or a run of tests that counts them in a report. */
export type Step = {
  readonly name: string;
  /** Arguments of node. */
  readonly args: readonly string[];
  readonly report?: { readonly file: string; read(text: string): Tally };
  /** Needs a browser. */
  readonly browser?: true;
};

const bin = (path: string) => `node_modules/${path}`;
const vitest = (name: string, ...args: string[]): Pick<Step, "args" | "report"> => {
  const file = `.artifacts/${name}.json`;
  return { args: [bin("vitest/vitest.mjs"), "run", ...args, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`], report: { file, read: readVitest } };
};

const tools: readonly Step[] = [
  { name: "Format", args: [bin("oxfmt/bin/oxfmt"), "--check"] },
  // Rules that ask for types have the whole program read already: its errors are told in the same breath, where `tsc` would read it once more.
  { name: "Lint and types", args: [bin("oxlint/bin/oxlint"), "-c", "oxlint.config.mjs", "--type-aware", "--type-check", "--deny-warnings"] },
  { name: "Dead code", args: [bin("knip/bin/knip.js"), "--no-progress", "--no-config-hints"] },
  {
    name: "Dead code without tests",
    args: [bin("knip/bin/knip.js"), "--config", "knip.production.jsonc", "--production", "--include", "files,exports,types", "--no-progress", "--no-config-hints"],
  },
];
const unit: Step = { name: "Unit tests", ...vitest("unit", "--project", "unit") };
const integration: Step = { name: "Integration", ...vitest("integration", "--project", "integration") };
const build: Step = { name: "Web build", args: ["--conditions=react-server", "--import", "tsx", "lib/processes/build-web.ts"] };
const playwright = (file: string, ...args: string[]): Pick<Step, "args" | "report" | "browser"> => ({
  args: [bin("@playwright/test/cli.js"), "test", ...args],
  browser: true,
  report: { file, read: readPlaywright },
});
const journeys: Step = { name: "Journeys", ...playwright(".artifacts/journeys.json") };

/** What each npm script runs, in order; a list within the list runs side by side, for each of them by itself leaves a core to the others. */
export const suites = {
  check: [tools, unit],
  all: [tools, unit, [integration, build], journeys],
  erp: [
    { name: "Real ERP", ...vitest("erp", "--mode", "erp") },
    { name: "Real ERP journey", ...playwright(".artifacts/erp-journey.json", "-c", "playwright.erp.config.ts") },
  ],
  faults: [{ name: "Faults", ...vitest("faults", "--mode", "faults") }],
} as const satisfies Record<string, readonly (Step | readonly Step[])[]>;

/** Counts a step's tests from its report. A step that failed with no test to blame, or left no report, counts as one failure. */
export function tally(step: Step, succeeded: boolean): Tally {
  const none: Tally = { passed: 0, failed: 0, skipped: [] };
  const counted = step.report && existsSync(step.report.file) ? step.report.read(readFileSync(step.report.file, "utf8")) : none;
  if (!succeeded && counted.failed === 0) return { ...counted, failed: 1 };
  return step.report ? counted : { ...none, passed: succeeded ? 1 : 0 };
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string(), title: z.string() })) })),
});

function readVitest(text: string): Tally {
  const { numPassedTests, numFailedTests, testResults } = VitestReport.parse(JSON.parse(text));
  const brokenFiles = testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0).length;
  const skipped = testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === "skipped" || status === "pending" || status === "todo"));
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles, skipped: skipped.map(({ title }) => title) };
}

const Annotation = z.object({ type: z.string(), description: z.string().optional() });
type Suite = { specs: { title: string; tests: { status: string; annotations: z.infer<typeof Annotation>[] }[] }[]; suites?: Suite[] };
const PlaywrightSuite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    specs: z.array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string(), annotations: z.array(Annotation) })) })),
    suites: z.array(PlaywrightSuite).optional(),
  }),
);
const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
  suites: z.array(PlaywrightSuite).default([]),
});

function readPlaywright(text: string): Tally {
  const { stats, suites: all } = PlaywrightReport.parse(JSON.parse(text));
  const tests = all.flatMap(specsOf).flatMap(({ title, tests: each }) => each.map((test) => ({ title, ...test })));
  const said = (test: (typeof tests)[number], type: string) => test.annotations.flatMap((note) => (note.type === type ? (note.description ?? []) : []));
  const skipped = tests.filter(({ status }) => status === "skipped").map((test) => said(test, "skip")[0] ?? test.title);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped, notes: tests.flatMap((test) => said(test, "note")) };
}

function specsOf(suite: Suite): Suite["specs"] {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}
