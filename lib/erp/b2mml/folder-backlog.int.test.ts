import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { wordsOf } from "@/lib/erp/words";
import { worthALook } from "./folder";
import { folderPartner } from "./folder-partner";
import { B2mmlSettings, DELIVERED_WORDS } from "./settings";
import { isa95Partner } from "./testing/isa95-partner";

const FILES = 1_203;
let root: string;
let inbox: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "millrace-b2mml-backlog-"));
  inbox = join(root, "from-erp");
  await mkdir(inbox);
  await mkdir(join(root, "to-erp"));
});
afterEach(() => rm(root, { recursive: true }));

const partner = () =>
  folderPartner(B2mmlSettings.parse({ transport: "folder", form: "xml", outbox: join(root, "to-erp"), inbox, site: "SITE-A" }), wordsOf([], DELIVERED_WORDS), root);

/** Writes documents of one item each whose names go the other way than their age. */
async function pile(): Promise<void> {
  const writer = isa95Partner("xml", null);
  for (let number = 0; number < FILES; number += 1) {
    const text = writer.textOf({
      root: "SyncMaterialDefinition",
      body: {
        "@releaseID": "7.0.1",
        ApplicationArea: { CreationDateTime: "2026-03-31T12:00:00Z", BODID: `BOD-${number}` },
        DataArea: {
          Sync: {},
          MaterialDefinition: [{ ID: `I-${String(number).padStart(4, "0")}`, MaterialDefinitionProperty: [{ ID: "BaseUnit", Value: [{ ValueString: "PCE" }] }] }],
        },
      },
    });
    const path = join(inbox, `doc-${String(FILES - number).padStart(5, "0")}.xml`);
    await writeFile(path, text);
    await utimes(path, new Date(), new Date(Date.now() - (FILES - number) * 10_000));
  }
}
const waiting = async () => (await readdir(inbox)).filter((name) => name.endsWith(".xml")).length;

it("a backlog is taken in oldest first, some hundreds at a time, and each poll says that there is more until all of it is in", async () => {
  await pile();
  expect(await partner().backlog?.()).toEqual({ forErp: 0, forUs: FILES });
  expect(await partner().test()).toMatchObject({ kind: "ok", detail: expect.stringContaining(`0 files wait for the partner, and ${FILES} to be taken in.`) });
  const read: string[] = [];
  const left: number[] = [];
  for (let cursor: string | null = null; ;) {
    const page: Awaited<ReturnType<ReturnType<typeof partner>["poll"]>> = await partner().poll(cursor, 200);
    if (page.kind !== "page") throw new Error(page.reason);
    expect(page.unreadable).toEqual([]);
    expect(page.messages.length).toBeLessThanOrEqual(200);
    read.push(...page.messages.flatMap((message) => (message.type === "erp.item.v1" ? [message.data.item] : [])));
    left.push(await waiting());
    cursor = page.cursor;
    if (!page.more) break;
  }
  expect(read).toEqual(Array.from({ length: FILES }, (_, number) => `I-${String(number).padStart(4, "0")}`));
  expect(left.slice(0, 3)).toEqual([FILES - 500, FILES - 1000, 0]);
  expect(await partner().test()).toMatchObject({ detail: expect.not.stringContaining("wait") });
  expect(await partner().backlog?.()).toEqual({ forErp: 0, forUs: 0 });
  await rm(inbox, { recursive: true });
  expect(await partner().backlog?.()).toBeNull();
});

it("an answer that comes while documents are piled up is found among them", async () => {
  await pile();
  const id = "0197ad35-0000-7000-8000-000000000001";
  const sent = partner().send(id, "<ProcessOperationsPerformance/>");
  await expect.poll(async () => (await readdir(join(root, "to-erp"))).length, { timeout: 10_000 }).toBe(1);
  const writer = isa95Partner("xml", null);
  const answer = writer.textOf({
    root: "AcknowledgeOperationsPerformance",
    body: {
      "@releaseID": "7.0.1",
      ApplicationArea: { CreationDateTime: "2026-03-31T12:00:00Z", BODID: "ANSWER-1" },
      DataArea: {
        Acknowledge: { OriginalApplicationArea: { BODID: id }, ResponseCriteria: [{ ResponseExpression: [{ "@actionCode": "Accepted" }] }] },
        OperationsPerformance: [{ ID: "DOC-1" }],
      },
    },
  });
  // As a partner does that writes at its own pace and renames: its time of writing is before that of our document.
  const path = join(inbox, "zz-answer.xml");
  await writeFile(path, answer);
  await utimes(path, new Date(), new Date(Date.now() - 60_000));
  expect(await sent).toMatchObject({ kind: "answer", text: answer });
  expect(await waiting()).toBe(FILES);
});

it("waiting files are looked at again when one came or went, and now and then; not while nothing happens", async () => {
  await writeFile(join(inbox, "a.xml"), "<A/>");
  const isWorthIt = worthALook([inbox], 2_000);
  expect(await isWorthIt(10_000)).toBe(true);
  for (let now = 10_100; now < 12_000; now += 100) expect(await isWorthIt(now)).toBe(false);
  expect([await isWorthIt(12_000), await isWorthIt(12_100)]).toEqual([true, false]);
  await writeFile(join(inbox, "b.xml"), "<B/>");
  // Two changes within one tick of the file system's clock look like one.
  await utimes(inbox, new Date(), new Date(Date.now() + 1_000));
  expect([await isWorthIt(12_200), await isWorthIt(12_300)]).toEqual([true, false]);
});
