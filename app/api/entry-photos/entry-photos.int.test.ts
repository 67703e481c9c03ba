import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { entryPhoto, photoFile } from "@/db/schema/entry-photo";
import { event } from "@/db/schema/eventlog";
import type { TestDatabase } from "@/db/testing/database";
import { sessionCookie } from "@/lib/auth/cookies";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { startSession } from "@/lib/auth/sessions";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { compose, composition, provide } from "@/lib/composition";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { runEntries } from "@/lib/queries/operator/run-entries";
import { orderEvents } from "@/lib/queries/planner/order-events";
import { GET } from "./[photo]/route";
import { POST } from "./route";

const HOST = "http://millrace.example";
let database: TestDatabase;
let plant: ExamplePlant;
let operation: { readonly id: string; readonly orderId: string };
let other: Actor;
const cookies = { first: "", second: "", lead: "", quality: "", maintenance: "", elsewhere: "" };
type Who = keyof typeof cookies;

beforeAll(async () => {
  database = await exampleDatabase();
  provide(compose(database.url, SECRET));
  plant = await examplePlant(database.db);
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("6"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("6.5"), { operationId });
  const [fact] = await database.db.select({ orderId: event.orderId }).from(event).where(eq(event.aggregateId, operationId)).limit(1);
  operation = { id: operationId, orderId: fact?.orderId ?? "" };
  const elsewhere = await makeSite(database.db, "SITE-Z");
  const cookieOf = async (accountId: string) => {
    const id = await startSession(composition().auth, { accountId, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null });
    return `millrace.session=${await sessionCookie(SECRET, id)}`;
  };
  const account = (email: string, role: Role, siteId = plant.siteId) => makeAccount(database.db, { siteId, roles: [role], email });
  cookies.first = await cookieOf(plant.first.accountId ?? "");
  cookies.second = await cookieOf(plant.second.accountId ?? "");
  cookies.lead = await cookieOf(plant.lead.accountId ?? "");
  cookies.quality = await cookieOf(await account("quality@plant.example", "QUALITY_TECH"));
  cookies.maintenance = await cookieOf(await account("maintenance@plant.example", "MAINTENANCE"));
  cookies.elsewhere = await cookieOf(await account("operator-z@plant.example", "OPERATOR", elsewhere.siteId));
  other = plant.second;
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

const jpeg = (size = 2_000) => Buffer.concat([Buffer.from("ffd8ffe000104a464946", "hex"), randomBytes(size - 10)]);

let minute = 0;
/** An entry of the first operator, as the command that made it; what it makes is scrap unless told. */
async function entry(input: object = { scrap: "2", scrapReason: "SURFACE" }, by: Actor = plant.first): Promise<{ readonly commandId: string; readonly entryId: string }> {
  const commandId = newId();
  const { entryId } = await plant.does(by, confirmProduction, new Date(after("7").getTime() + ++minute * 60_000), { operationId: operation.id, commandId, ...input });
  return { commandId, entryId };
}

/** Its id after the lead corrected it: what stands there now. */
async function correct(entryId: string, right: object): Promise<string> {
  return (await plant.does(plant.lead, correctEntry, after("12"), { entryId, reason: "MISKEY", good: "0", ...right })).entryId;
}

/** Entries of the tablet's log that show a photo. */
async function photosShown() {
  const entries = await runEntries({ db: database.db, now: after("13") }, operation);
  return entries.flatMap((one) => (one.kind === "PRODUCTION" && one.photo !== undefined ? [[one.id, one.photo]] : []));
}

const Answer = z.object({ code: z.string().optional(), photoId: z.string().optional() });
type Sent = { readonly of: string; readonly bytes?: Buffer; readonly id?: string; readonly who?: Who; readonly account?: string | null; readonly headers?: Record<string, string> };
async function put({ of, bytes = jpeg(), id = newId(), who = "first", account = plant.first.accountId, headers = {} }: Sent) {
  const query = new URLSearchParams({ account: account ?? "", commandId: id, entry: of, eventTime: after("8").toISOString() });
  const request = new Request(`${HOST}/api/entry-photos?${query.toString()}`, {
    method: "POST",
    headers: { host: "millrace.example", cookie: cookies[who], "sec-fetch-site": "same-origin", "content-type": "image/jpeg", ...headers },
    body: new Uint8Array(bytes),
  });
  const response = await POST(request, { params: Promise.resolve({}) });
  return { status: response.status, ...Answer.parse(await response.json()) };
}
const get = (photo: string, who: Who = "first") =>
  GET(new Request(`${HOST}/api/entry-photos/${photo}`, { headers: { host: "millrace.example", cookie: cookies[who] } }), { params: Promise.resolve({ photo }) });

describe("EX-13 the photo of an entry of scrap or rework", () => {
  it("is a fact of the log with its digest, stands at its entry, and is served to be kept by no browser and to run nothing", async () => {
    const bytes = jpeg();
    const { commandId, entryId } = await entry();
    const { status, photoId = "" } = await put({ of: commandId, bytes });
    expect(status).toBe(200);
    const [fact] = await database.db.select().from(event).where(eq(event.type, "production.photo_added"));
    expect(fact).toMatchObject({ aggregateId: operation.id, orderId: operation.orderId, personId: plant.first.personId, payload: { photoId, entryId, size: bytes.length } });
    expect(JSON.stringify(fact?.payload)).not.toContain(bytes.toString("base64").slice(0, 40));
    const entries = await runEntries({ db: database.db, now: after("9") }, operation);
    expect(entries.find((one) => one.id === entryId)).toMatchObject({ kind: "PRODUCTION", photo: photoId });
    const shown = await get(photoId, "quality");
    expect(shown.status).toBe(200);
    expect(Buffer.from(await shown.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(shown.headers)).toMatchObject({ "content-type": "image/jpeg", "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin" });
    expect(shown.headers.get("cache-control")).toBe("private, no-store");
    expect(shown.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("EX-23 is there once, however often its send is repeated, also at the same moment", async () => {
    const { commandId } = await entry({ rework: "1", reworkReason: "SURFACE" });
    const again = { of: commandId, bytes: jpeg(), id: newId() };
    const before = await database.db.$count(entryPhoto);
    const answers = [...(await Promise.all([put(again), put(again)])), await put(again)];
    expect(new Set(answers.map((answer) => answer.photoId)).size).toBe(1);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(await database.db.$count(entryPhoto)).toBe(before + 1);
  });

  it("is one: of two at the same moment the second is refused", async () => {
    const { commandId } = await entry();
    const answers = await Promise.all([put({ of: commandId }), put({ of: commandId })]);
    expect(answers.map((answer) => answer.code ?? "taken").toSorted()).toEqual(["PHOTO_THERE", "taken"]);
  });

  it("keeps the same bytes once, for two entries", async () => {
    const bytes = jpeg();
    const [one, two] = [await entry(), await entry()];
    expect([(await put({ of: one.commandId, bytes })).status, (await put({ of: two.commandId, bytes })).status]).toEqual([200, 200]);
    const found = await database.db.select({ bytes: photoFile.bytes }).from(photoFile);
    expect(found.filter((row) => row.bytes.equals(bytes))).toHaveLength(1);
  });

  it.each<[string, Buffer, number, string]>([
    ["another kind of picture", Buffer.from("89504e470d0a1a0a0000000d4948445200000001", "hex"), 415, "PHOTO_NOT_TAKEN"],
    ["SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 415, "PHOTO_NOT_TAKEN"],
    ["nothing", Buffer.alloc(0), 415, "PHOTO_NOT_TAKEN"],
    ["one byte too much", jpeg(512 * 1024 + 1), 413, "PHOTO_TOO_LARGE"],
  ])("refuses %s and keeps nothing of it", async (_, bytes, status, code) => {
    const { commandId } = await entry();
    const before = await database.db.$count(photoFile);
    expect(await put({ of: commandId, bytes })).toMatchObject({ status, code });
    expect(await database.db.$count(photoFile)).toBe(before);
  });

  it("EX-19 is refused where the entry was taken back, and stays where it was there before", async () => {
    const [late, early] = [await entry(), await entry()];
    const { photoId = "" } = await put({ of: early.commandId });
    for (const { entryId } of [late, early]) await plant.does(plant.lead, reverseEntry, after("12"), { entryId, reason: "MISKEY" });
    expect(await put({ of: late.commandId })).toMatchObject({ status: 422, code: "PHOTO_ENTRY_UNDONE" });
    expect((await get(photoId)).status).toBe(200);
  });

  it("EX-19 shows where its entry was corrected at the one that counts, once, whichever came first, and for whoever made the first one alone", async () => {
    const [late, early] = [await entry(), await entry()];
    const before = await put({ of: early.commandId });
    const counting = await Promise.all(
      [late, early].map(async ({ entryId }) => correct(await correct(entryId, { scrap: "3", scrapReason: "SURFACE" }), { rework: "2", reworkReason: "SURFACE" })),
    );
    expect(await put({ of: late.commandId, who: "lead", account: plant.lead.accountId })).toMatchObject({ status: 404, code: "NOT_FOUND" });
    const again = { of: late.commandId, bytes: jpeg(), id: newId() };
    const taken = await put(again);
    expect([before.status, taken.status, await put(again)]).toEqual([200, 200, taken]);
    expect(await put({ of: late.commandId })).toMatchObject({ status: 422, code: "PHOTO_THERE" });
    expect(await photosShown()).toEqual(
      expect.arrayContaining([
        [counting[0], taken.photoId],
        [counting[1], before.photoId],
      ]),
    );
    expect((await photosShown()).filter(([, photo]) => photo === before.photoId || photo === taken.photoId)).toHaveLength(2);
    const history = (await orderEvents({ db: database.db, now: after("13") }, operation.orderId)).rows.filter(({ corrects, photo }) => corrects && photo !== null);
    expect(history.map(({ entryId, photo }) => [entryId, photo]).toSorted()).toEqual(
      [
        [counting[0], taken.photoId],
        [counting[1], before.photoId],
      ].toSorted(),
    );
    await expectRebuilt(database);
  });

  it("EX-19 is taken while its entry is corrected at the same moment", async () => {
    const { commandId, entryId } = await entry();
    const [{ status, photoId }, counting] = await Promise.all([put({ of: commandId }), correct(entryId, { scrap: "1", scrapReason: "SURFACE" })]);
    expect(status).toBe(200);
    expect(await photosShown()).toContainEqual([counting, photoId]);
  });

  it("EX-19 is refused where nothing of its entry counts any more or what counts is good, and stays at the first one where it was there before", async () => {
    const [gone, good, early] = [await entry(), await entry(), await entry()];
    const { photoId } = await put({ of: early.commandId });
    await plant.does(plant.lead, reverseEntry, after("12"), { entryId: await correct(gone.entryId, { scrap: "1", scrapReason: "SURFACE" }), reason: "MISKEY" });
    for (const { entryId } of [good, early]) await correct(entryId, { good: "1" });
    expect(await put({ of: gone.commandId })).toMatchObject({ status: 422, code: "PHOTO_ENTRY_UNDONE" });
    expect(await put({ of: good.commandId })).toMatchObject({ status: 422, code: "NO_PHOTO_OF_THIS" });
    expect((await photosShown()).filter(([, photo]) => photo === photoId)).toEqual([[early.entryId, photoId]]);
  });

  it("is refused of good alone, and of a command that made no entry", async () => {
    const { commandId } = await entry({ good: "1" });
    expect(await put({ of: commandId })).toMatchObject({ status: 422, code: "NO_PHOTO_OF_THIS" });
    expect(await put({ of: newId() })).toMatchObject({ status: 404, code: "NOT_FOUND" });
    const refused = newId();
    await plant.send(plant.first, confirmProduction, after("13"), { operationId: operation.id, commandId: refused, scrap: "1" });
    expect(await put({ of: refused })).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });

  it("SEC-06 is added by whoever made the entry, in their own session alone", async () => {
    const { commandId } = await entry();
    expect(await put({ of: commandId, who: "second" })).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    expect(await put({ of: commandId, who: "second", account: other.accountId })).toMatchObject({ status: 404, code: "NOT_FOUND" });
    expect((await put({ of: commandId, who: "quality" })).status).toBe(401);
    expect(await put({ of: commandId, headers: { "sec-fetch-site": "cross-site", origin: "https://evil.example" } })).toMatchObject({ status: 403, code: "CROSS_ORIGIN" });
  });

  it("SEC-02 is shown to nobody of another site, nor to who may not see what became of material", async () => {
    const { commandId } = await entry();
    const { photoId = "" } = await put({ of: commandId });
    expect((await get(photoId, "elsewhere")).status).toBe(404);
    expect((await get(photoId, "maintenance")).status).toBe(403);
    expect((await get(newId())).status).toBe(404);
    expect((await get("../secrets")).status).toBe(400);
  });
});
