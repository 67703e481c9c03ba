import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

const here = fileURLToPath(new URL(".", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "millrace-rooms-"));
afterAll(() => rmSync(scratch, { recursive: true }));

// One import per room that its row does not allow, and beside it ones that it does.
const plants: [file: string, denied: string[], allowed: string[]][] = [
  ["lib/domain/shared/planted.ts", ['import "@/lib/platform/clock"', 'import "zod"'], ['import "./decimal"']],
  ["lib/domain/shared/decimal.ts", ['import "uuid"'], ['import "decimal.js"']],
  ["lib/domain/execution/planted.ts", ['import "@/lib/domain/costing/rate"', 'import "node:fs"', 'import "../costing/rate"'], ['import "@/lib/domain/shared/decimal"']],
  ["lib/domain/costing/planted.test.ts", ['import "@/lib/domain/execution/state"'], ['import "vitest"']],
  ["lib/messages/planted.ts", ['import "@/db/client"'], ['import "@/lib/domain/shared/decimal"', 'import "zod"']],
  ["lib/platform/planted.ts", ['import "@/lib/domain/shared/decimal"'], ['import "pino"']],
  [
    "db/planted.ts",
    ['import "@/lib/commands/define-command"', 'import { a } from "@/lib/domain/execution/state"'],
    ['import type { A } from "@/lib/domain/execution/state"', 'import { r2 } from "@/lib/domain/shared/decimal"'],
  ],
  ["db/seed/planted.ts", ['import "@/lib/sandbox/erp/main"'], ['import "@/lib/sandbox/company/items"', 'import "@/db/client"']],
  ["lib/eventlog/planted.ts", ['import "@/lib/commands/define-command"'], ['import "@/db/client"', 'import "@/lib/domain/shared/decimal"']],
  ["lib/live/planted.ts", ['import "@/lib/queries/planner/wip-board"'], ['import "@/db/client"']],
  ["lib/integration/planted.ts", ['import "@/lib/erp/tryton/adapter"'], ['import "@/lib/erp/port"']],
  ["lib/erp/planted.ts", ['import "@/lib/erp/tryton/adapter"'], ['import "@/lib/erp/port"']],
  ["lib/erp/registry.ts", ['import "@/db/client"'], ['import "@/lib/erp/tryton/adapter"']],
  ["lib/erp/rest/planted.ts", ['import "@/lib/erp/tryton/client"', 'import "@/db/client"'], ['import "@/lib/erp/http/request"', 'import "@/lib/erp/port"']],
  ["lib/telemetry/planted.ts", ['import "@/db/client"'], ['import "@/lib/domain/equipment/state"']],
  ["lib/telemetry/sink/planted.ts", ['import "@/lib/commands/define-command"'], ['import "@/db/client"']],
  ["lib/commands/planted.ts", ['import "@/lib/erp/registry"'], ['import "@/db/client"', 'import "@/lib/integration/policy"']],
  [
    "lib/commands/planning/planted.ts",
    ['import "@/lib/queries/finance/wip-now"', 'import "@/lib/erp/registry"'],
    ['import "@/lib/queries/planner/projection"', 'import "@/db/client"'],
  ],
  ["lib/queries/planted.ts", ['import "@/lib/commands/define-command"'], ['import "@/db/client"']],
  ["lib/auth/planted.ts", ['import "@/lib/queries/planner/wip-board"'], ['import "@/db/client"']],
  ["lib/composition.ts", ['import "@/lib/sandbox/erp/main"'], ['import "@/lib/erp/registry"']],
  ["lib/processes/planted.ts", ['import "@/lib/sandbox/plant/main"'], ['import "@/lib/composition"']],
  ["lib/sandbox/planted.ts", ['import "@/db/client"', 'import "@/lib/domain/shared/decimal"'], ['import "@/lib/messages/envelope"']],
  ["lib/edge/planted.ts", ['import "@/db/client"'], ['import "@/lib/composition"']],
  [
    "lib/client/planted.ts",
    ['import { a } from "@/lib/queries/planner/wip-board"', 'import "@/lib/commands/execution/start-operation"'],
    ['import type { A } from "@/lib/queries/planner/wip-board"', 'import "@/lib/commands/execution/start-operation.schema"'],
  ],
  ["lib/labels/planted.ts", ['import "@/lib/queries/planner/wip-board"', 'import "@/lib/domain/materials/lot-check"'], ['import "@/lib/domain/materials/gs1"', 'import "pdfkit"']],
  ["lib/format/planted.ts", ['import "@/components/ui/button"'], ['import "@/lib/client/query-keys"']],
  ["lib/i18n/planted.ts", ['import "@/lib/format/money"'], ['import "./locales"']],
  ["lib/i18n/request.ts", ['import "@/lib/edge/require-actor"'], ['import "@/lib/edge/language"', 'import "./catalogues"']],
  ["components/planted.ts", ['import "@/lib/queries/planner/wip-board"'], ['import "@/lib/format/money"']],
  ["components/ui/planted.ts", ['import "@/lib/format/money"'], ['import "./button"']],
  [
    "app/planted.ts",
    ['import "@/db/client"', 'import "@/lib/erp/registry"', 'import "@/lib/integration/policy"', 'import "@/lib/commands/execution/store"'],
    ['import "@/lib/commands/execution/start-operation"'],
  ],
  ["app/(planner)/wip/_components/planted.ts", ['import "@/db/client"', 'import "../page"'], ['import "../actions"', 'import "@/components/ui/button"']],
  ["e2e/planted.ts", ['import "@/lib/platform/env"'], ['import "./fixtures"', 'import "@playwright/test"']],
];

const Report = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string(), labels: z.array(z.object({ span: z.object({ line: z.number() }) })) })) });
let found: z.infer<typeof Report>["diagnostics"];

beforeAll(() => {
  for (const file of ["oxlint.config.mjs", "tsconfig.json"]) cpSync(join(here, file), join(scratch, file));
  symlinkSync(join(here, "node_modules"), join(scratch, "node_modules"));
  for (const [file, denied, allowed] of [...plants, ...cycle]) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    writeFileSync(join(scratch, file), [...denied, ...allowed].join("\n"));
  }
  for (const [file, text] of texts) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    writeFileSync(join(scratch, file), text);
  }
  const { stdout } = spawnSync(join(here, "node_modules/.bin/oxlint"), ["-c", "oxlint.config.mjs", "-f", "json", "."], { cwd: scratch, encoding: "utf8" });
  found = Report.parse(JSON.parse(stdout)).diagnostics;
});

const cycle: typeof plants = [
  ["lib/live/one.ts", [], ['import "./two"']],
  ["lib/live/two.ts", [], ['import "./one"']],
];

// UI-12: words of a tablet stand in the message files; on a planner's page they may stand in the code.
const texts: [file: string, text: string][] = [
  ["app/(operator)/words.tsx", "export const a = <p>Back</p>;"],
  ["app/(operator)/label.tsx", 'export const b = <Key label="Back" />;'],
  ["app/(operator)/wrapped.tsx", "export const c = <p>{`Back`}</p>;"],
  ["components/shop-floor/words.tsx", "export const d = <p>Back</p>;"],
  ["components/shop-floor/fine.tsx", 'export const e = <p className="row">{t("back")}</p>;'],
  ["app/(planner)/words.tsx", "export const f = <p>Back</p>;"],
];

it("UI-12 refuses words in the code of the shop floor", () => {
  const files = new Set(found.filter(({ code }) => code.includes("jsx-no-literals")).map(({ filename }) => filename));
  expect([...files].toSorted()).toEqual(["app/(operator)/label.tsx", "app/(operator)/words.tsx", "app/(operator)/wrapped.tsx", "components/shop-floor/words.tsx"]);
});

it.each(plants)("%s may import no other room than its row says", (file, denied) => {
  const lines = found.filter(({ code, filename }) => filename === file && code.includes("no-restricted-imports")).map(({ labels }) => labels[0]?.span.line ?? 0);
  expect(lines.toSorted((a, b) => a - b)).toEqual(denied.map((_, index) => index + 1));
});

it("has a planted violation for every room", async () => {
  const { rooms } = z.object({ rooms: z.array(z.object({ room: z.string() })) }).parse(await import(join(scratch, "oxlint.config.mjs")));
  const unplanted = rooms
    .map(({ room }) => room)
    .filter((room) => !plants.some(([file]) => file === room || dirname(file) === room || (room.includes("**") && file.includes("_components"))));
  expect(unplanted.filter((room) => room !== "lib/erp/tryton")).toEqual([]);
});

it("refuses a circle of imports", () => {
  expect(
    found
      .filter(({ code }) => code.includes("no-cycle"))
      .map(({ filename }) => filename)
      .toSorted(),
  ).toEqual(["lib/live/one.ts", "lib/live/two.ts"]);
});
