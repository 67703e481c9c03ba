import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { command } from "@/db/schema/eventlog";
import { needsAttention } from "@/db/schema/execution";
import { account, auditEntry, device, session } from "@/db/schema/identity";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { sessionCookie } from "@/lib/auth/cookies";
import { personActor } from "@/lib/auth/person-actor";
import { startSession } from "@/lib/auth/sessions";
import { signOnKey, tapper } from "@/lib/auth/tapped-by";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { proofOf } from "@/lib/client/tap-proof";
import { compose, composition, provide } from "@/lib/composition";
import { newId } from "@/lib/platform/ids";
import sentByTablets from "./__fixtures__/sent-by-tablets.json";
import { POST } from "./route";

let database: TestDatabase;
let accountId: string;
let sessionId: string;
let cookie: string;

beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
  const { siteId } = await makeSite(database.db, "F");
  accountId = await makeAccount(database.db, { siteId, roles: ["OPERATOR"], email: "operator-f@plant.example" });
  sessionId = await startSession(composition().auth, { accountId, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null });
  cookie = `millrace.session=${await sessionCookie(SECRET, sessionId)}`;
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

async function send(command: string, over: { accountId?: string; cookie?: string; from?: string } = {}) {
  const request = new Request(`http://millrace.example/api/commands/${command}`, {
    method: "POST",
    headers: { host: "millrace.example", cookie: over.cookie ?? cookie, "sec-fetch-site": over.from ?? "same-origin", "content-type": "application/json" },
    body: JSON.stringify({ accountId: over.accountId ?? accountId, input: { commandId: newId(), operationId: newId() } }),
  });
  const response = await POST(request, { params: Promise.resolve({ command }) });
  return { status: response.status, body: (await response.json()) as { code: string } };
}

it("SEC-06 carries a command out for whom it speaks, and for nobody else who has signed on since", async () => {
  // The commands themselves have looked: one knows no such operation, the other misses its reason.
  expect(await send("finish-setup")).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
  expect(await send("pause-operation")).toMatchObject({ status: 400, body: { code: "INVALID_INPUT" } });
  expect(await send("finish-setup", { accountId: newId() })).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
  expect(await send("finish-setup", { cookie: "" })).toMatchObject({ status: 401, body: { code: "UNAUTHENTICATED" } });
});

it("SEC-08 takes nothing that another site sends along with the cookie, and knows no commands but its own", async () => {
  expect(await send("finish-setup", { from: "cross-site" })).toMatchObject({ status: 403, body: { code: "CROSS_ORIGIN" } });
  expect(await send("toString")).toMatchObject({ status: 404, body: { code: "UNKNOWN_COMMAND" } });
});

it("SEC-07 what is sent keeps the session open", async () => {
  const long = new Date(Date.now() - 10 * 60_000);
  await database.db.update(session).set({ lastSeenAt: long }).where(eq(session.id, sessionId));
  await send("finish-setup");
  const [seen] = await database.db.select().from(session).where(eq(session.id, sessionId));
  expect(seen?.lastSeenAt.getTime()).toBeGreaterThan(long.getTime());
});

/** What the tablet of the signed-on person sends, as it is. */
async function post(name: string, body: object) {
  const request = new Request(`http://millrace.example/api/commands/${name}`, {
    method: "POST",
    headers: { host: "millrace.example", cookie, "sec-fetch-site": "same-origin", "content-type": "application/json" },
    body: JSON.stringify({ accountId, ...body }),
  });
  const response = await POST(request, { params: Promise.resolve({ command: name }) });
  return { status: response.status, body: (await response.json()) as { readonly code?: string } };
}

describe("EX-22 what a page of another version sends", () => {
  const tap = () => ({ commandId: newId(), eventTime: new Date().toISOString(), deviceSequence: 4, clockOffsetMs: 0, pallet: "7" });

  it("under a name that nobody knows here is kept, put before a lead with its data, and answered alike again", async () => {
    const input = tap();
    const refused = { status: 404, body: { code: "UNKNOWN_COMMAND" } };
    expect(await post("stack-pallet", { input })).toMatchObject(refused);
    expect(await post("stack-pallet", { input })).toMatchObject(refused);
    expect(await database.db.select().from(command).where(eq(command.id, input.commandId))).toMatchObject([{ name: "stack-pallet", outcome: "REFUSED", accountId }]);
    const rows = await database.db.select().from(needsAttention).where(eq(needsAttention.commandId, input.commandId));
    expect(rows).toMatchObject([{ command: "stack-pallet", input, code: "UNKNOWN_COMMAND" }]);
  });

  it("in an envelope that says more than this one knows is looked at all the same", async () => {
    const input = { ...tap(), operationId: newId() };
    const { pallet: _, ...known } = input;
    expect(await post("finish-setup", { input: known, page: "0.2.0" })).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    expect(await database.db.$count(needsAttention, eq(needsAttention.commandId, known.commandId))).toBe(1);
  });
});

describe("EX-23 what tablets of earlier versions have sent is sent again over an update", () => {
  it.each(sentByTablets)("$name: fits still, and is known again under the digest that was kept of it", async ({ name, input, digest }) => {
    // The command itself has looked, and knows nothing of what the input names.
    expect(await post(name, { input: { ...input, commandId: newId() } })).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    const at = new Date(input.eventTime);
    const answer = { ok: true, data: { known: name }, repeated: false };
    await database.db.insert(command).values({ id: input.commandId, name, digest, answer, outcome: "ACCEPTED", accountId, actor: "Operator", eventTime: at, recordTime: at });
    expect(await post(name, { input })).toEqual({ status: 200, body: { known: name } });
  });
});

describe("SEC-06 EX-21 a tablet brings what was tapped on it by somebody who is not signed on any more", () => {
  const tapped = (over: object = {}) => ({ commandId: newId(), eventTime: new Date().toISOString(), operationId: newId(), deviceSequence: 3, clockOffsetMs: 0, ...over });
  let tablet: string;
  let first: { accountId: string; signOn: string };
  let second: { accountId: string; signOn: string };

  beforeEach(async () => {
    const { siteId } = await makeSite(database.db, `T-${newId().slice(-6)}`);
    const enrol = async () => {
      const id = newId();
      await database.db.insert(device).values({ id, siteId, name: "Tablet", tokenHash: id, enrolledAt: new Date() });
      return id;
    };
    tablet = await enrol();
    const signOn = async (id: string, at: string) => startSession(composition().auth, { accountId: id, securityVersion: 0, kind: "TABLET", deviceId: at, userAgent: null });
    const [one, two] = [newId().slice(-8), newId().slice(-8)];
    const [firstId, secondId] = [
      await makeAccount(database.db, { siteId, roles: ["OPERATOR"], badge: one, number: one }),
      await makeAccount(database.db, { siteId, roles: ["OPERATOR"], badge: two, number: two }),
    ];
    first = { accountId: firstId, signOn: await signOn(firstId, tablet) };
    second = { accountId: secondId, signOn: await signOn(secondId, tablet) };
  });

  /** Sends for the first person, in the session of the second unless told, what a sign-on proves; `sent` stands in the place of what was tapped. */
  async function bring(input: Record<string, unknown>, { by = first, sent = input, session = second.signOn }: { by?: typeof first; sent?: object; session?: string } = {}) {
    const key = signOnKey(SECRET, by.signOn);
    const { commandId, eventTime, deviceSequence: _, clockOffsetMs: __, ...own } = input;
    const head = { accountId: first.accountId, commandId: String(commandId), eventTime: String(eventTime) };
    const proof = await proofOf({ id: by.signOn, key }, { ...head, command: { name: "finish-setup", input: own } });
    const request = new Request("http://millrace.example/api/commands/finish-setup", {
      method: "POST",
      headers: {
        host: "millrace.example",
        cookie: `millrace.session=${await sessionCookie(SECRET, session)}`,
        "sec-fetch-site": "same-origin",
        "content-type": "application/json",
      },
      body: JSON.stringify({ accountId: first.accountId, input: sent, tapped: proof }),
    });
    const response = await POST(request, { params: Promise.resolve({ command: "finish-setup" }) });
    return { status: response.status, body: (await response.json()) as { code: string } };
  }

  it("in the name of whoever tapped it; who brought it is in the audit trail, and a lead finds what was refused", async () => {
    const input = tapped();
    // The command itself has looked: there is no such operation.
    expect(await bring(input)).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    const rows = await database.db.select().from(command).where(eq(command.id, input.commandId));
    expect(rows).toMatchObject([{ accountId: first.accountId, deviceId: tablet, outcome: "REFUSED" }]);
    const notes = await database.db.select().from(auditEntry).where(eq(auditEntry.subject, input.commandId));
    expect(notes).toMatchObject([{ action: "command.delivered", accountId: second.accountId, deviceId: tablet, detail: { command: "finish-setup", tappedBy: first.accountId } }]);
    expect(await database.db.$count(needsAttention, eq(needsAttention.commandId, input.commandId))).toBe(1);
  });

  it("and nothing that they did not tap there: other data, another's sign-on, another tablet, or one of more than a week before", async () => {
    const unproven = { status: 401, body: { code: "UNPROVEN" } };
    const input = tapped();
    expect(await bring(input, { sent: { ...input, operationId: newId() } })).toMatchObject(unproven);
    expect(await bring(input, { sent: { ...input, eventTime: new Date(0).toISOString() } })).toMatchObject(unproven);
    expect(await bring(input, { by: second })).toMatchObject(unproven);
    expect(await bring(tapped({ eventTime: new Date(Date.now() + 8 * 86_400_000).toISOString() }))).toMatchObject(unproven);
    const [elsewhere] = await database.db
      .insert(device)
      .values({
        id: newId(),
        siteId: (await database.db.select().from(device).where(eq(device.id, tablet)))[0]?.siteId ?? "",
        name: "Other",
        tokenHash: newId(),
        enrolledAt: new Date(),
      })
      .returning();
    const away = await startSession(composition().auth, { accountId: second.accountId, securityVersion: 0, kind: "TABLET", deviceId: elsewhere?.id ?? "", userAgent: null });
    expect(await bring(input, { session: away })).toMatchObject(unproven);
    expect(await database.db.$count(command, eq(command.accountId, first.accountId))).toBe(0);
  });

  it("with the rights that they have now: none once their account is closed", async () => {
    const { auth } = composition();
    const signed = await personActor(auth, second.signOn);
    if (signed === null) throw new Error("the second person is signed on");
    const input = tapped();
    const { commandId, eventTime, operationId } = input;
    const proof = await proofOf(
      { id: first.signOn, key: signOnKey(SECRET, first.signOn) },
      { ...first, commandId, eventTime, command: { name: "finish-setup", input: { operationId } } },
    );
    const rights = async () =>
      (await tapper(auth, signed.actor, { accountId: first.accountId, signOn: first.signOn, proof: proof?.proof ?? "" }, { command: "finish-setup", input }))?.sites;
    expect(await rights()).toMatchObject([{ roles: ["OPERATOR"] }]);
    await database.db.update(account).set({ active: false }).where(eq(account.id, first.accountId));
    expect(await rights()).toMatchObject([{ siteId: signed.session.deviceSiteId, roles: [] }]);
  });
});
