import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const exclude = ["**/node_modules/**", "**/.next*/**", "**/.millrace/**", "e2e/**"];
const withPostgres = { globalSetup: ["lib/processes/testing/postgres.setup.ts"], hookTimeout: 60_000 };

/** Tests that need services of their own, and so a command of their own: `vitest run --mode erp` and `--mode faults`. */
const slow: Record<string, TestProjectConfiguration> = {
  erp: { extends: true, test: { name: "erp", include: ["**/*.erp.test.ts"], exclude, ...withPostgres, testTimeout: 600_000, fileParallelism: false } },
  faults: { extends: true, test: { name: "faults", include: ["**/*.faults.test.ts"], exclude, ...withPostgres, testTimeout: 300_000, fileParallelism: false } },
};

const everyday: TestProjectConfiguration[] = [
  // Neither has module state that a suite could spoil for the next; a module graph for each suite would be half of the time of a run.
  { extends: true, test: { name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: [...exclude, "**/*.{int,erp,faults}.test.ts"], isolate: false } },
  { extends: true, test: { name: "integration", include: ["**/*.int.test.ts"], exclude, ...withPostgres, testTimeout: 30_000, isolate: false } },
];

export default defineConfig(({ mode }) => {
  const only = slow[mode];
  return {
    resolve: {
      // Plain Node throws on `server-only`; only the bundler knows which side it builds.
      alias: { "@": here("."), "server-only": here("node_modules/server-only/empty.js") },
    },
    // On two cores vitest alone would use one, and these tests wait for PostgreSQL more than they compute.
    test: { maxWorkers: Math.max(2, availableParallelism() - 1), projects: only ? [only] : everyday, env: { LOG_LEVEL: process.env.LOG_LEVEL ?? "error" } },
  };
});
