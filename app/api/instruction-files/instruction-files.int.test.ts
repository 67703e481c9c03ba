import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instructionFile } from "@/db/schema/instruction";
import { auditEntry } from "@/db/schema/identity";
import type { TestDatabase } from "@/db/testing/database";
import { sessionCookie } from "@/lib/auth/cookies";
import type { Role } from "@/lib/auth/permissions";
import { startSession } from "@/lib/auth/sessions";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { item } from "@/db/schema/reference";
import { compose, composition, provide } from "@/lib/composition";
import { newId } from "@/lib/platform/ids";
import { GET } from "./[sha]/route";
import { POST } from "./route";

const PNG = Buffer.from("89504e470d0a1a0a0000000d4948445200000001", "hex");
const PDF = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n");
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
let database: TestDatabase;
let itemId: string;
const cookies = { quality: "", operator: "", planner: "", elsewhere: "" };

beforeAll(async () => {
  database = await exampleDatabase();
  provide(compose(database.url, SECRET));
  const { siteId } = await examplePlant(database.db);
  const other = await makeSite(database.db, "SITE-Z");
  const signOn = async (email: string, roles: readonly Role[], site = siteId) => {
    const accountId = await makeAccount(database.db, { siteId: site, roles, email });
    const id = await startSession(composition().auth, { accountId, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null });
    return `millrace.session=${await sessionCookie(SECRET, id)}`;
  };
  cookies.quality = await signOn("quality@plant.example", ["QUALITY_MANAGER"]);
  cookies.operator = await signOn("operator@plant.example", ["OPERATOR"]);
  cookies.planner = await signOn("planner@plant.example", ["PLANNER"]);
  cookies.elsewhere = await signOn("quality-z@plant.example", ["QUALITY_MANAGER"], other.siteId);
  itemId = (await database.db.select({ id: item.id }).from(item).limit(1))[0]?.id ?? "";
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

type Who = keyof typeof cookies;
const HOST = "http://millrace.example";
async function put(bytes: Buffer, who: Who = "quality", headers: Record<string, string> = {}, name = "clamp.png") {
  const query = new URLSearchParams({ commandId: newId(), item: itemId, name });
  const request = new Request(`${HOST}/api/instruction-files?${query.toString()}`, {
    method: "POST",
    headers: { host: "millrace.example", cookie: cookies[who], "sec-fetch-site": "same-origin", "content-type": "image/png", ...headers },
    body: new Uint8Array(bytes),
  });
  const response = await POST(request, { params: Promise.resolve({}) });
  return { status: response.status, body: (await response.json()) as { sha256: string; contentType: string; code: string } };
}
const get = (sha: string, who: Who = "quality") =>
  GET(new Request(`${HOST}/api/instruction-files/${sha}`, { headers: { host: "millrace.example", cookie: cookies[who] } }), { params: Promise.resolve({ sha }) });

describe("pictures and PDFs of instructions", () => {
  it.each<[string, Buffer, string]>([
    ["a picture", PNG, "image/png"],
    ["a PDF that calls itself a picture", PDF, "application/pdf"],
  ])("%s is taken for what it is, and served to be kept for good and to run nothing", async (_, bytes, type) => {
    const { status, body } = await put(bytes);
    expect([status, body.contentType]).toEqual([200, type]);
    const shown = await get(body.sha256, "operator");
    expect(shown.status).toBe(200);
    expect(Buffer.from(await shown.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      "content-type": type,
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=31536000, immutable",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(shown.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(shown.headers.get("content-security-policy")).not.toContain("script-src");
  });

  it("SEC-02 is not found by anybody of another site, nor under another digest", async () => {
    const { body } = await put(PNG);
    expect((await get(body.sha256, "elsewhere")).status).toBe(404);
    expect((await get("0".repeat(64))).status).toBe(404);
    expect((await get("../../etc/passwd")).status).toBe(400);
  });

  it("SEC-02 is stored for no item of another site", async () => expect(await put(PNG, "elsewhere")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } }));

  it("SEC-03 is written by who may alone, and a denied attempt is kept", async () => {
    const before = await database.db.$count(auditEntry);
    for (const who of ["operator", "planner"] as const) expect(await put(PNG, who)).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    expect((await get("0".repeat(64), "planner")).status).toBe(403);
    expect(await database.db.$count(auditEntry)).toBe(before + 3);
  });

  it.each<[string, Buffer, string, number, string]>([
    ["SVG by the name of a PNG", SVG, "clamp.png", 415, "FILE_NOT_TAKEN"],
    ["HTML", Buffer.from("<!doctype html><script>alert(1)</script>"), "clamp.pdf", 415, "FILE_NOT_TAKEN"],
    ["noise", randomBytes(2_000), "clamp.png", 415, "FILE_NOT_TAKEN"],
    ["nothing", Buffer.alloc(0), "clamp.png", 415, "FILE_NOT_TAKEN"],
    ["more than it may be", Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]), "clamp.png", 413, "FILE_TOO_LARGE"],
    ["a name without end", PNG, "x".repeat(201), 400, "INVALID_INPUT"],
  ])("refuses %s", async (_, bytes, name, status, code) => {
    const before = await database.db.$count(instructionFile);
    expect(await put(bytes, "quality", {}, name)).toMatchObject({ status, body: { code } });
    expect(await database.db.$count(instructionFile)).toBe(before);
  });

  it("SEC-08 is taken from no other site's page", async () => {
    expect(await put(PNG, "quality", { "sec-fetch-site": "cross-site", origin: "https://evil.example" })).toMatchObject({ status: 403, body: { code: "CROSS_ORIGIN" } });
  });
});
