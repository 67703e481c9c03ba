import { z } from "zod";
import { isMachineScope } from "@/lib/auth/machine-scopes";
import type { Permission } from "@/lib/auth/permissions";
import { API_COMMANDS, type ApiCommand } from "./commands";
import type { EndpointDoc } from "./endpoint";
import * as orders from "./orders";
import * as plant from "./plant";
import * as quality from "./quality";
import * as reconciliation from "./reconciliation";
import { OWNED_ONLY } from "./owned-by-erp";
import { JsonObject, type JsonValue, list, object } from "./json";

/** Every read of the API, in the order of the document. */
export const ENDPOINTS: readonly EndpointDoc[] = [
  orders.orders,
  orders.order,
  orders.orderCost,
  orders.operations,
  orders.wip,
  plant.lot,
  plant.genealogy,
  quality.holds,
  quality.checks,
  plant.equipmentStates,
  plant.equipmentPerformance,
  plant.equipmentHistory,
  plant.messages,
  plant.message,
  reconciliation.reconciliationRunsEndpoint,
  reconciliation.reconciliationLinesEndpoint,
];

const Problem = z
  .object({
    type: z.string().meta({ examples: ["urn:millrace:problem:stale-total"] }),
    title: z.string(),
    status: z.number().int(),
    code: z.string().meta({ description: "What a program goes by", examples: ["STALE_TOTAL"] }),
    rule: z
      .string()
      .optional()
      .meta({ description: "Rule of the domain that it comes from", examples: ["EX-05"] }),
    params: z.record(z.string(), z.unknown()).optional().meta({ description: "Figures of the refusal" }),
    fields: z.record(z.string(), z.string()).optional().meta({ description: "What does not fit, by field" }),
    reference: z.string().optional().meta({ description: "Finds a fault in the log" }),
  })
  .meta({ id: "Problem" });

/** What a command answers: its id, and the output that it is typed with. */
function answerOf({ command }: ApiCommand): z.ZodType {
  return z.object({ commandId: z.uuidv7(), result: command.answer.meta({ description: "The same for a repeat" }) });
}

const ENVELOPE: JsonObject = {
  person: { type: "string", description: "Person number for whom a machine key acts; commands of operators need one" },
  site: { type: "string", description: "Site code of the person, when several sites have that number" },
};

let made: JsonObject | undefined;

/** The OpenAPI 3.1 document of the API, from the schemas that check what comes in and read what goes out. */
export function openApi(): JsonObject {
  made ??= build();
  return made;
}

function build(): JsonObject {
  const answers = [
    ...ENDPOINTS.map((one) => [one.path, one.answer] as const),
    ...API_COMMANDS.map((one) => [one.command.name, answerOf(one)] as const),
    ["problem", Problem] as const,
  ];
  const outputs = convert(Object.fromEntries(answers), "output");
  const inputs = convert(Object.fromEntries(API_COMMANDS.map(({ command }) => [command.name, command.input] as const)), "input");
  const reads = ENDPOINTS.map((one) => [one.path, { get: read(one, outputs.of(one.path)) }] as const);
  const writes = API_COMMANDS.map(
    ({ command, summary }) =>
      [`/api/v1/commands/${command.name}`, { post: write(command.name, command.permission, summary, inputs.of(command.name), outputs.of(command.name)) }] as const,
  );
  return {
    openapi: "3.1.0",
    info: {
      title: "Millrace API",
      version: "1.0.0",
      description:
        "What the plant makes now, and the commands with which people and machines record it. Lists come in pages; decimals are text; instants are UTC. Each key sees its own sites only.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "This installation" }],
    security: [{ key: [] }],
    tags: [...new Set([...ENDPOINTS.map((one) => one.group), "Commands", OWNED])].map((name) => ({ name })),
    paths: merged([...reads, ...writes, ...ownedPaths()]),
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "Machine key, as issued under Machine keys. Its scopes are named with each address." } },
      schemas: { ...inputs.shared, ...outputs.shared },
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          `Problem${status}`,
          { description, content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } },
        ]),
      ),
    },
  };
}

const PROBLEMS: Readonly<Record<string, string>> = {
  "400": "The request does not fit the schema; `fields` names what.",
  "401": "No key, or one that is unknown, expired or revoked.",
  "403": "The key lacks the scope, or the ERP owns the field (`FIELD_OWNED_BY_ERP`, rule `OWN-01`); `detail` says where to change it.",
  "404": "There is no such thing at the sites of the key.",
  "409": "Somebody else was faster (`STALE_TOTAL`), or the id was used for something else (`KEY_REUSED`).",
  "422": "A rule of the domain refuses; `rule` names it.",
  "429": "Too many requests; `Retry-After` says when to come back.",
};

function problems(...statuses: readonly string[]): JsonObject {
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]));
}

function read(one: EndpointDoc, answer: JsonValue): JsonObject {
  const parameters = [...parametersOf(one.params, "path"), ...parametersOf(one.query, "query")];
  return {
    operationId: one.path
      .replace("/api/v1/", "get-")
      .replaceAll(/[/{}]+/g, "-")
      .replace(/-$/, ""),
    tags: [one.group],
    summary: one.summary,
    description: [one.description, scopeOf(one.permission)].filter((text) => text !== undefined).join(" "),
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: {
      "200": { description: "As of now", content: { "application/json": { schema: answer } } },
      ...problems(...(one.query === undefined ? [] : ["400"]), "401", "403", ...(one.params === undefined && one.missing === undefined ? [] : ["404"]), "429"),
    },
  };
}

function write(name: string, permission: Permission, summary: string, input: JsonValue, answer: JsonValue): JsonObject {
  const schema = object(input);
  const required = list(schema.required).filter((field) => field !== "commandId" && field !== "eventTime");
  const body = { ...schema, properties: { ...object(schema.properties), ...ENVELOPE }, required: ["eventTime", ...required] };
  return {
    operationId: name,
    tags: ["Commands"],
    summary,
    description: `${scopeOf(permission)} Give \`commandId\` in the body or as \`Idempotency-Key\`: a repeat answers what the first one did, and says so in \`Millrace-Repeated\`.`,
    parameters: [
      {
        name: "Idempotency-Key",
        in: "header",
        required: false,
        schema: { type: "string", format: "uuid" },
        description: "`commandId`, a UUID of version 7, when the body has none",
      },
    ],
    requestBody: { required: true, content: { "application/json": { schema: body } } },
    responses: {
      "200": { description: "Done", content: { "application/json": { schema: answer } } },
      ...problems("400", "401", "403", "404", "409", "422", "429"),
    },
  };
}

const OWNED = "Owned by the ERP";
const WRITES = { post: "Create", put: "Replace", patch: "Change", delete: "Delete" } as const;
type Write = keyof typeof WRITES;

/** OWN-01: writes to what the ERP owns are in the document, so that a program reads there that each of them is refused. */
function ownedPaths(): (readonly [string, JsonObject])[] {
  const key = { name: "key", in: "path", required: true, schema: { type: "string" }, description: "Code or number of the thing" };
  const resource = { name: "resource", in: "path", required: true, schema: { type: "string", enum: OWNED_ONLY }, description: "What the ERP owns" };
  const number = { ...key, name: "number" };
  return [
    owned("/api/v1/orders", ["post"], [], "orders"),
    owned("/api/v1/orders/{number}", ["put", "patch", "delete"], [number], "an order"),
    owned("/api/v1/lots/{number}", ["put", "patch", "delete"], [number], "a lot"),
    owned("/api/v1/{resource}", ["post"], [resource], "what the ERP owns"),
    owned("/api/v1/{resource}/{key}", ["put", "patch", "delete"], [resource, key], "what the ERP owns"),
  ];
}

function owned(path: string, methods: readonly Write[], parameters: readonly JsonObject[], what: string): readonly [string, JsonObject] {
  const refused = (method: Write): JsonObject => ({
    operationId: `${method}${path
      .replace("/api/v1", "")
      .replaceAll(/[/{}]+/g, "-")
      .replace(/-$/, "")}`,
    tags: [OWNED],
    summary: `${WRITES[method]} ${what}: refused`,
    description:
      "The ERP owns this (`OWN-01`). Every caller gets `403` with code `FIELD_OWNED_BY_ERP`, administrators included, and the attempt is kept in the audit trail. Change it in the ERP; it arrives here by itself.",
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: problems("401", "403", "429"),
  });
  return [path, Object.fromEntries(methods.map((method) => [method, refused(method)]))];
}

/** Operations of one path stand together, whoever described them. */
function merged(paths: readonly (readonly [string, JsonObject])[]): JsonObject {
  const all = new Map<string, JsonObject>();
  for (const [path, operations] of paths) all.set(path, { ...all.get(path), ...operations });
  return Object.fromEntries(all);
}

function parametersOf(shape: z.ZodObject | undefined, place: "path" | "query"): JsonObject[] {
  if (shape === undefined) return [];
  const json = object(convert({ shape }, "output").of("shape"));
  const properties = object(json.properties);
  return Object.entries<JsonValue>(properties).map(([name, value]) => {
    const { description, ...schema } = object(value);
    const optional = place === "query" && ((shape.shape[name] as z.ZodType | undefined) ?? z.unknown()).safeParse(undefined).success;
    return { name, in: place, required: !optional, ...(description === undefined ? {} : { description }), schema };
  });
}

/** Turns schemas into JSON Schema; those with a name of their own become shared parts of the document. */
function convert(schemas: Readonly<Record<string, unknown>>, io: "input" | "output"): { readonly shared: JsonObject; of(name: string): JsonValue } {
  const shape = Object.fromEntries(Object.entries(schemas).flatMap(([name, schema]) => (schema instanceof z.ZodType ? [[name, schema] as const] : [])));
  const text = JSON.stringify(z.toJSONSchema(z.object(shape), { io, unrepresentable: "any", override: ({ jsonSchema }) => tidy(jsonSchema, io) })).replaceAll(
    '"#/$defs/',
    '"#/components/schemas/',
  );
  const json = JsonObject.parse(JSON.parse(text));
  const properties = object(json.properties);
  return { shared: named(object(json.$defs)), of: (name) => properties[name] ?? {} };
}

/** Leaves out what a format says already, and lets answers grow: a reader ignores what it does not know (IN-08). */
function tidy(schema: z.core.JSONSchema.BaseSchema, io: "input" | "output"): void {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (io === "output" && schema.additionalProperties === false) delete schema.additionalProperties;
}

function named(definitions: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, value]) => {
      const { id: _, ...rest } = object(value);
      return [name, rest];
    }),
  );
}

/** What a caller needs; what the browser gives to no key is for people. */
function scopeOf(permission: Permission): string {
  return isMachineScope(permission) ? `Scope: \`${permission}\`.` : `For people with \`${permission}\`; no key from the browser has it.`;
}
