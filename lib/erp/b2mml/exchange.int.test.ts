import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { wordsOf } from "@/lib/erp/words";
import { b2mmlSystem } from "./adapter";
import { DELIVERED_WORDS } from "./settings";

const NAMED = { transport: "folder", form: "xml", outbox: "to-erp", inbox: "from-erp", site: "SITE-A" };
const BROKEN = { kind: "broken", code: "FOLDER", reason: expect.stringContaining("MILLRACE_EXCHANGE") };
let exchange: string;
let outside: string;

beforeEach(async () => {
  exchange = await mkdtemp(join(tmpdir(), "millrace-exchange-"));
  outside = await mkdtemp(join(tmpdir(), "millrace-outside-"));
  for (const name of [NAMED.outbox, NAMED.inbox]) await mkdir(join(exchange, name));
  await writeFile(join(outside, "secrets.json"), '{"masterSecret":"0123"}');
});
afterEach(async () => {
  for (const folder of [exchange, outside]) await rm(folder, { recursive: true });
});

const open = (change: object = {}, below?: string) => b2mmlSystem.create({ ...NAMED, ...change }, {}, fetchHttp, wordsOf([], DELIVERED_WORDS), below);

describe("SEC-12 a folder of a connection", () => {
  it("lies where files are exchanged, whatever way leads there: elsewhere nothing is read or moved", async () => {
    await symlink(outside, join(exchange, "link"));
    for (const folder of [outside, "..", ".", exchange, join(exchange, "..", basename(outside)), "link"]) {
      for (const change of [{ inbox: folder }, { outbox: folder }]) {
        const elsewhere = open(change, exchange);
        expect([await elsewhere.test(), await elsewhere.poll(null, { limit: 10 })]).toMatchObject([BROKEN, BROKEN]);
      }
    }
    expect(await readdir(outside)).toEqual(["secrets.json"]);
  });

  it("is none at all where no files are exchanged", async () => {
    expect(await open().test()).toMatchObject({ kind: "broken", code: "FOLDER" });
  });

  it("is named from there, and a link in it is no file of the partner", async () => {
    const inbox = join(exchange, NAMED.inbox);
    await writeFile(join(outside, "private.xml"), "<SyncMaterialDefinition/>");
    await symlink(join(outside, "private.xml"), join(inbox, "item.xml"));
    const named = open({}, exchange);
    expect(await named.test()).toMatchObject({ kind: "ok" });
    expect(await named.poll(null, { limit: 10 })).toMatchObject({ kind: "page", messages: [], unreadable: [] });
    expect(await readdir(inbox)).toContain("item.xml");
  });
});
