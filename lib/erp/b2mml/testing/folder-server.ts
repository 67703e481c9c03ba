import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { randomUUID } from "node:crypto";
import type { B2mmlDocument } from "@/lib/erp/b2mml/document";
import type { Faults } from "./faults";
import { busy, type Isa95Partner } from "./isa95-partner";

export type FolderServer = {
  faults: Faults;
  /** Until everything that the partner has to say lies in the folder. */
  said(): Promise<void>;
  stop(): Promise<void>;
};

/** The partner behind two folders: it takes what stands in the one, answers into the other, and moves what it has answered to `done`. */
export async function startFolderServer(partner: Isa95Partner, outbox: string, inbox: string): Promise<FolderServer> {
  const done = join(outbox, "done");
  await mkdir(done, { recursive: true });
  const server = { faults: (() => null) as Faults };
  const ending = new AbortController();

  async function put(document: B2mmlDocument, half = false): Promise<void> {
    const text = partner.textOf(document);
    const name = `${randomUUID()}.${partner.form}`;
    await writeFile(join(inbox, `${name}.tmp`), half ? text.slice(0, text.length / 2) : text);
    if (!half) await rename(join(inbox, `${name}.tmp`), join(inbox, name));
  }

  async function round(): Promise<void> {
    for (const name of (await readdir(outbox)).filter((each) => /^[^.].*\.(xml|json)$/.test(each)).toSorted()) {
      const fault = server.faults({ what: "send" });
      if (fault === "refused" || fault === "broken") continue; // it does not come to it this time
      if (fault === "slow") await sleep(30);
      const body = await readFile(join(outbox, name), "utf8");
      const document = fault === "busy" ? busy(name.replace(/\.\w+$/, "")) : partner.take(body).document;
      // Posted, and stopped before the answer was written: the file stays, so it is taken again and answered as the first time.
      if (fault === "lost") continue;
      if (document !== null) await put(document, fault === "cut");
      if (fault === "cut") continue;
      await rename(join(outbox, name), join(done, name));
    }
  }

  let saying: Promise<void> = Promise.resolve();
  partner.onChange((document) => {
    saying = saying.then(() => put(document));
  });
  const loop = (async () => {
    while (!ending.signal.aborted) {
      await round();
      await sleep(10);
    }
  })();
  return Object.assign(server, {
    said: () => saying,
    async stop() {
      ending.abort();
      await loop;
    },
  });
}
