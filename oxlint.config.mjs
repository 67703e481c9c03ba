import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folders = (path) => readdirSync(fileURLToPath(new URL(path, import.meta.url)), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

const shared = "lib/domain/shared";
const lib = [
  "domain",
  "commands",
  "queries",
  "eventlog",
  "messages",
  "integration",
  "erp",
  "telemetry",
  "live",
  "edge",
  "auth",
  "client",
  "format",
  "i18n",
  "labels",
  "platform",
  "processes",
  "composition",
].map((name) => `lib/${name}`);
const contexts = folders("./lib/domain").filter((name) => name !== "shared");
const rules = contexts.map((name) => `lib/domain/${name}`);
const systems = folders("./lib/erp").filter((name) => name !== "http");
// What an adapter is built on: the port and its words, and the way to other systems.
const port = ["port", "words", "read-back", "outcome-of-read", "stock-snapshot", "json", "http"].map((name) => `lib/erp/${name}`);
const appMay = ["components", ...["edge", "commands", "queries", "auth", "live", "client", "format", "i18n", "labels"].map((name) => `lib/${name}`)];
const stores = ["lib/commands/**/store", "lib/commands/**/*.store", "lib/commands/**/*-store"];

/**
 * Who may import whom: everything is denied, `may` re-opens rooms, `types` re-opens them for types alone, `except` closes parts of
 * them again, `packages` are the only ones where given, `parents` are relative paths upwards. Each room may import itself unless it
 * says `self: false`. The last room that matches a file counts, so the general stands before the specific.
 */
export const rooms = [
  { room: "lib/domain/shared", may: [], packages: [] },
  // The one package of the kernel, in the one file that knows it.
  { room: "lib/domain/shared/decimal.ts", may: [], packages: ["decimal.js"] },
  ...contexts.map((name) => ({ room: `lib/domain/${name}`, may: [shared], packages: [] })),
  { room: "lib/messages", may: [shared] },
  { room: "lib/platform", may: [] },
  { room: "db", may: ["lib/platform", shared], types: rules },
  // The demo company is data that the seed and the sandbox must agree on.
  // It stores credentials as the product does, hashed and sealed.
  { room: "db/seed", may: ["db", "lib/platform", shared, "lib/sandbox/company", "lib/auth/identity-hash", "lib/integration/secrets"], types: rules },
  { room: "lib/eventlog", may: ["db", "lib/platform", shared] },
  { room: "lib/live", may: ["db", "lib/platform", shared] },
  { room: "lib/integration", may: ["db", "lib/messages", "lib/erp/port", "lib/erp/words", "lib/platform", shared] },
  { room: "lib/erp", self: false, may: [...port, "lib/messages", shared] },
  // The registry alone knows all systems.
  { room: "lib/erp/registry.ts", may: ["lib/erp", "lib/messages", shared] },
  ...systems.map((name) => ({ room: `lib/erp/${name}`, may: [...port, "lib/messages", shared] })),
  // Tryton has one cost per product: the kernel's own roll-up splits it into elements.
  { room: "lib/erp/tryton", may: [...port, "lib/messages", shared, "lib/domain/costing"] },
  { room: "lib/telemetry", may: ["lib/domain", "lib/platform"] },
  { room: "lib/telemetry/sink", may: ["lib/telemetry", "lib/domain", "lib/platform", "db"] },
  { room: "lib/commands", may: ["lib/domain", "db", "lib/auth", "lib/eventlog", "lib/messages", "lib/integration", "lib/telemetry", "lib/live", "lib/platform"] },
  // A proposal to move production is judged by the projection that the pages show (PL-04).
  {
    room: "lib/commands/planning",
    may: ["lib/commands", "lib/domain", "db", "lib/auth", "lib/eventlog", "lib/messages", "lib/integration", "lib/platform", "lib/queries/planner"],
  },
  // The schemas of messages say which of their fields only some may read.
  { room: "lib/queries", may: ["db", "lib/domain", "lib/auth", "lib/platform/storable-text", "lib/i18n/locales", "lib/messages/hidden-amounts", "lib/messages/amounts-in-words"] },
  { room: "lib/auth", may: ["db", "lib/platform", "lib/i18n/locales", shared] },
  { room: "lib/composition.ts", may: [...lib, "db"] },
  { room: "lib/processes", may: [...lib, "db"] },
  { room: "lib/sandbox", may: ["lib/platform", "lib/messages"] },
  { room: "lib/edge", may: ["lib/composition", "lib/auth", "lib/commands", "lib/platform", "lib/i18n/locales"] },
  { room: "lib/i18n", may: [] },
  // Which language a page speaks depends on who asks for it.
  { room: "lib/i18n/request.ts", may: ["lib/i18n", "lib/edge/language"] },
  // A tablet reads a GS1 label without the network.
  { room: "lib/client", may: ["lib/format", "lib/i18n", shared, "lib/domain/materials/gs1", "lib/commands/**/*.schema"], types: ["lib/queries"] },
  { room: "lib/format", may: ["lib/client", "lib/i18n", shared, "lib/commands/**/*.schema"], types: ["lib/queries"] },
  // What is drawn is read again in its tests, by the decoder of the tablets.
  { room: "lib/labels", may: ["lib/domain/materials/gs1", "lib/format", "lib/client/barcode-decoder", shared] },
  { room: "components", may: ["lib/format", "lib/client", "lib/i18n"] },
  { room: "components/ui", may: [] },
  { room: "app", may: appMay, except: stores },
  // A route group shares components and search parameters; stores stay closed.
  { room: "app/**/_components", self: false, may: [...appMay, "app"], except: stores, parents: ["../actions"] },
  // The journeys drive the product from outside, but somebody must start it.
  { room: "e2e", may: ["lib/processes/testing/product", "lib/erp/tryton/testing/tryton-server", "lib/telemetry/testing/mosquitto"] },
];

function restriction({ room, may, self = true, types = [], packages, except = [], parents = [] }) {
  const open = [...(self ? [room.replace(/\.ts$/, "")] : []), ...may, ...types].flatMap((name) => [`!@/${name}`, `!@/${name}/**`]);
  const denied = packages ? ["*", "!@/**", "!./**", ...packages.map((name) => `!${name}`), "@/**", "../**"] : ["@/**", "../**"];
  const closed = except.map((name) => `@/${name}`);
  const message = `${room} may import ${[...may, ...types.map((name) => `types of ${name}`), ...parents].join(", ") || "no other room"}; inside a folder ./, between folders @/.`;
  return [
    "error",
    {
      patterns: [
        // A re-opened group never asks for types only; a regex of its own does.
        ...types.map((name) => ({ regex: `^@/${name}/`, allowTypeImports: true, message })),
        { group: [...denied, ...open, ...closed, ...parents.map((path) => `!${path}`)], message },
      ],
    },
  ];
}

const files = (room) => (room.endsWith(".ts") ? [room] : [`${room}/**`]);
const services = ["**/*.{int,erp,faults}.test.ts", "lib/{auth,commands,edge,eventlog,integration,live,queries,telemetry}/**/testing/**"];

export default {
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "node", "react", "nextjs", "jsx-a11y", "promise", "vitest"],
  categories: { correctness: "error" },
  ignorePatterns: ["node_modules/**", ".next*/**", ".millrace/**", "next-env.d.ts", "public/**"],
  rules: {
    "vitest/expect-expect": ["error", { assertFunctionNames: ["expect*", "fc.assert", "assert*", "wait", "until*"] }],
    "vitest/no-conditional-expect": "off", // reading a union's tag before its fields is how TypeScript narrows
    "vitest/valid-expect": ["error", { maxArgs: 2 }],
    "vitest/no-conditional-tests": "off", // what a machine cannot run is skipped by a title that says why
    "vitest/valid-title": "off",
    "vitest/valid-describe-callback": "off",
    "typescript/unbound-method": "off", // our objects are made by functions, nothing in them needs `this`
    "jsx-a11y/prefer-tag-over-role": "off", // role="status" announces; <output> is the result of a form
    "jsx-a11y/no-noninteractive-tabindex": "off", // a scrolling region must be reachable by keyboard
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "no-console": "error",
    "no-var": "error",
    "prefer-const": "error",
    eqeqeq: ["error", "always", { null: "ignore" }],
    "max-lines": ["error", { max: 400 }],
    "node/no-process-env": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
    "typescript/await-thenable": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/only-throw-error": "error",
    "react/exhaustive-deps": "error",
    "react/rules-of-hooks": "error",
  },
  overrides: [
    ...rooms.map((room) => ({ files: files(room.room), rules: { "no-restricted-imports": restriction(room) } })),
    // The kernel's tests need vitest and fast-check; its rules need nothing.
    ...rooms
      .filter(({ packages }) => packages)
      .map((room) => ({ files: [`${room.room.replace(/\.ts$/, "")}/**/*.test.ts`], rules: { "no-restricted-imports": restriction({ ...room, packages: undefined }) } })),
    // Vitest's own matchers, such as expect.any, are any.
    {
      files: ["**/*.test.{ts,tsx}", "**/testing/**", "e2e/**"],
      rules: {
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-argument": "off",
        "typescript/no-unsafe-member-access": "off",
        "typescript/no-unsafe-return": "off",
        "typescript/no-base-to-string": "off",
        "typescript/no-misused-spread": "off",
        "typescript/require-array-sort-compare": "off",
        "unicorn/no-invalid-fetch-options": "off",
      },
    },
    // A page of the server renders once per request: the time of the request is what it shows.
    { files: ["app/**/page.tsx"], rules: { "react/purity": "off" } },
    // The tables of one context stand together, however many there are.
    { files: ["db/schema/*.ts"], rules: { "max-lines": "off" } },
    // UI-12: what a person on the floor reads stands in lib/i18n/messages, in every language.
    {
      files: ["app/(operator)/**/*.tsx", "app/(auth)/**/*.tsx", "components/shop-floor/**/*.tsx"],
      rules: {
        "react/jsx-no-literals": [
          "error",
          {
            noStrings: true,
            ignoreProps: true,
            restrictedAttributes: ["label", "title", "detail", "hint", "due", "main", "description", "placeholder", "alt", "aria-label", "note", "save"],
            allowedStrings: [" ", "→", "0", "Millrace"],
          },
        ],
      },
    },
    // Pictures of instructions and photos are served by us as they are, to be kept for good: there is nothing to make smaller on the way.
    { files: ["components/shop-floor/instruction-body.tsx", "components/ui/photo.tsx"], rules: { "nextjs/no-img-element": "off" } },
    // Tests with real services wire up what they need.
    { files: services, rules: { "no-restricted-imports": "off", "node/no-process-env": "off" } },
    // Next, vitest, playwright and drizzle ask for default exports; their settings are read before ours exist.
    {
      files: [
        "app/**/{page,layout,loading,error,not-found,forbidden,global-error,template,default,icon,manifest}.{ts,tsx}",
        "*.config.{ts,mjs}",
        "lib/i18n/request.ts",
        "lib/processes/testing/*.setup.ts",
        "e2e/*.setup.ts",
      ],
      rules: { "import/no-default-export": "off" },
    },
    // Next replaces NEXT_RUNTIME in instrumentation.ts while it builds, so it can't be read anywhere else.
    { files: ["lib/platform/env.ts", "instrumentation.ts", "*.config.{ts,mjs}", "e2e/**", "lib/processes/**"], rules: { "node/no-process-env": "off" } },
    // Playwright reads which fixtures a fixture needs from its first parameter, and asks for an empty pattern when it needs none.
    { files: ["e2e/fixtures.ts"], rules: { "no-empty-pattern": "off" } },
    { files: ["lib/erp/tryton/testing/on-tryton.ts"], rules: { "vitest/no-disabled-tests": "off" } },
    // Programs that talk to a person in a terminal.
    { files: ["lib/processes/**", "lib/sandbox/**/main.ts", "bench/**"], rules: { "no-console": "off" } },
    {
      files: ["**/*.mjs"],
      rules: {
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-call": "off",
        "typescript/no-unsafe-member-access": "off",
        "typescript/no-unsafe-return": "off",
        "typescript/no-unsafe-argument": "off",
      },
    },
  ],
};
