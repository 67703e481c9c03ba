import { z } from "zod";
import { inboundId } from "@/lib/messages/envelope";
import { InboundMessage } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";
import { SystemInfo } from "@/lib/messages/rest-contract.v1";
import { readJson } from "@/lib/erp/http/read-json";
import { type Check, fail, looks, skip } from "./check";
import { type Endpoint, expectProblem } from "./endpoint";

/** A page whose entries are not looked into yet. */
const Page = z.object({ changes: z.array(z.record(z.string(), z.json())), cursor: z.string().min(1), more: z.boolean() });
type Page = z.infer<typeof Page>;

/** More objects than this are not read: a conformance run is no load test. */
const MOST_PAGES = 200;

/** What the checks of reading found and the checks of posting need. */
export type Found = { messages: InboundMessage[] };

/** Who answers, and to whom: address, key, description. */
export function accessChecks(erp: Endpoint): Check[] {
  return [
    {
      id: "access.describe",
      title: "GET /v1 says which system answers",
      async run() {
        const answer = await erp.get("/v1");
        if (answer.status === 401 || answer.status === 403) fail(looks(answer), "The key is not accepted: give the one that the ERP made for this connection with --key.");
        if (answer.status !== 200 || readJson(answer.text, SystemInfo) === null)
          fail(
            looks(answer),
            'Answer 200 with {"system": …, "version": …, "contract": "millrace-rest-v1"}. If this is another service, correct --url: it is the address before /v1.',
          );
      },
    },
    {
      id: "access.no-key",
      title: "a request without a key is refused with 401",
      run: async () => void expectProblem(await erp.get("/v1/changes", null), [401], "Without an Authorization header"),
    },
    {
      id: "access.wrong-key",
      title: "a request with a wrong key is refused with 401",
      run: async () => void expectProblem(await erp.get("/v1/changes", "not-the-key-of-this-connection"), [401, 403], "With a key that nobody gave out"),
    },
  ];
}

/** Reading by cursor (IN-07): complete, in any page size, inclusive, repeatable, and every object as its schema has it. */
export function readingChecks(erp: Endpoint, found: Found): Check[] {
  let whole: Page["changes"] | null = null;
  let cursor = "";
  const read = () => whole ?? skip("The list of changes could not be read.", "Mend changes.read first.");
  return [
    {
      id: "changes.read",
      title: "GET /v1/changes lists every object, page by page, to an end",
      async run() {
        const all = await readAll(erp, 500);
        whole = all.changes;
        cursor = all.cursor;
        if (whole.length === 0) skip("There is not one object yet.", "Put an order with its item, BOM and routing into the ERP, so that there is something to look at.");
      },
    },
    {
      id: "changes.schema",
      title: "every object fits the schema of its type",
      async run() {
        const wrong: string[] = [];
        for (const raw of read()) {
          const parsed = InboundMessage.safeParse(raw);
          if (parsed.success) found.messages.push(parsed.data);
          else wrong.push(`${nameOf(raw)}: ${parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("; ")}`);
        }
        if (wrong.length > 0)
          fail(
            `${wrong.length} of ${read().length} do not. ${wrong.slice(0, 3).join(" | ")}`,
            "Compare with /contract/schemas/<type>.json and /contract/samples/<type>.json; numbers are decimal text, instants carry an offset.",
          );
      },
    },
    {
      id: "changes.ids",
      title: "id and subject follow from type, object and version",
      async run() {
        read();
        for (const { id, subject, type, data, source, time } of found.messages) {
          const made = readInbound(type, data, source, time);
          if (subject !== made.subject || id !== inboundId(type, subject, data.erpVersion))
            fail(
              `${id} has subject "${subject}"`,
              `It should be "${made.id}" with subject "${made.subject}": the same state of an object always has the same id, another state another one.`,
            );
        }
      },
    },
    {
      id: "changes.page-size",
      title: "small pages bring the same objects as large ones",
      async run() {
        const large = idsOf(read());
        const small = idsOf((await readAll(erp, 7)).changes);
        const missing = [...large].filter((id) => !small.has(id));
        if (missing.length > 0)
          fail(
            `With limit=7 ${missing.length} of ${large.size} are missing, for example ${missing[0]}`,
            "The cursor must not skip objects that share one time: order by change number, or by time and id.",
          );
      },
    },
    {
      id: "changes.repeat",
      title: "the same cursor brings the same entries again",
      async run() {
        read();
        const [first, second] = [idsOf(await page(erp, cursor, 500)), idsOf(await page(erp, cursor, 500))];
        if ([...first].some((id) => !second.has(id)))
          fail(
            "A second request with one cursor left entries out that the first had brought.",
            "Keep no position of the reader: the cursor alone says where to go on. Millrace asks again whenever an answer was lost.",
          );
      },
    },
    {
      id: "changes.bad-cursor",
      title: "a cursor that cannot be read is refused with 400",
      run: async () => void expectProblem(await erp.get("/v1/changes?cursor=%00no-cursor"), [400], "With a cursor of nonsense"),
    },
  ];
}

async function page(erp: Endpoint, cursor: string | null, limit: number): Promise<Page["changes"]> {
  return (await pageAfter(erp, cursor, limit)).changes;
}

async function pageAfter(erp: Endpoint, cursor: string | null, limit: number): Promise<Page> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
  const answer = await erp.get(`/v1/changes?${query}`);
  const read = answer.status === 200 ? readJson(answer.text, Page) : null;
  if (read === null) fail(looks(answer), 'Answer 200 with {"changes": […], "cursor": "…", "more": true or false}.');
  return read;
}

async function readAll(erp: Endpoint, limit: number): Promise<{ changes: Page["changes"]; cursor: string }> {
  const changes: Page["changes"] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const next: Page = await pageAfter(erp, cursor, limit);
    changes.push(...next.changes);
    if (!next.more) return { changes, cursor: next.cursor };
    if (next.cursor === cursor) fail(`"more" is true, and the cursor stays "${cursor}"`, "The cursor must move on with every page, also with a limit of 1.");
    cursor = next.cursor;
  }
  // So large a system has shown that it pages; what was read is enough to judge the rest.
  return { changes, cursor: cursor ?? "" };
}

function idsOf(changes: Page["changes"]): Set<string> {
  return new Set(changes.map(nameOf));
}

function nameOf(raw: Page["changes"][number]): string {
  return typeof raw.id === "string" ? raw.id : `${JSON.stringify(raw).slice(0, 60)}…`;
}
