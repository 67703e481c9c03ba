import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { WebhookRequest } from "@/lib/erp/port";
import { checkConformance } from "@/lib/erp/rest/conformance/conformance";

const USAGE = `Tries whether an ERP or a middleware keeps the Millrace REST contract:
  npm run erp:conform -- --url http://erp.example --key KEY [options]

  --order NUMBER            a released order that may be booked on: one good unit is confirmed and reversed; without it nothing is posted
  --kinds                   with --order: every kind of message is sent once there; what can be taken back is, and the rest stays
  --move NUMBER             an order of which one unit may be moved for good, to --move-to SITE/LINE; both orders stay changed
  --move-to SITE/LINE       where to
  --webhook-port PORT       listen there for one webhook, while somebody changes an order in the ERP
  --webhook-secret SECRET   the secret that signs it
  --webhook-wait SECONDS    how long to wait for it, 60 by default
  --timeout SECONDS         how long one answer may take, 20 by default
  --json                    one line of JSON a check`;

const WORDS = { PASS: "✓", FAIL: "✗", SKIP: "–" } as const;

const given = read();
if (given === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  process.exitCode = await conform(given);
}

type Given = {
  readonly url: string;
  readonly key: string;
  readonly order?: string;
  readonly kinds: boolean;
  readonly move?: { readonly order: string; readonly site: string; readonly line: string };
  readonly timeout: number;
  readonly json: boolean;
  readonly webhook?: { port: number; secret: string; wait: number };
};

function read(): Given | null {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: "string" },
        key: { type: "string" },
        order: { type: "string" },
        move: { type: "string" },
        "move-to": { type: "string" },
        timeout: { type: "string", default: "20" },
        kinds: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        "webhook-port": { type: "string" },
        "webhook-secret": { type: "string" },
        "webhook-wait": { type: "string", default: "60" },
      },
    });
    const [timeout, port, wait] = [Number(values.timeout), Number(values["webhook-port"] ?? 0), Number(values["webhook-wait"])];
    const secret = values["webhook-secret"];
    if (values.url === undefined || !URL.canParse(values.url) || values.key === undefined || !(timeout > 0) || !(wait > 0)) return null;
    if ((values["webhook-port"] === undefined) !== (secret === undefined) || !Number.isInteger(port)) return null;
    const [site = "", line = ""] = (values["move-to"] ?? "").split("/");
    if (values.kinds && values.order === undefined) return null;
    if ((values.move === undefined) !== (site === "" || line === "")) return null;
    const move = values.move === undefined ? {} : { move: { order: values.move, site, line } };
    return {
      url: values.url,
      key: values.key,
      order: values.order,
      kinds: values.kinds,
      ...move,
      timeout,
      json: values.json,
      ...(secret === undefined ? {} : { webhook: { port, secret, wait } }),
    };
  } catch (fault) {
    if (fault instanceof TypeError) console.error(`${fault.message}\n`);
    else throw fault;
    return null;
  }
}

/** Answers the exit code: 0 when nothing failed. */
async function conform({ url, key, order, kinds, move, timeout, json, webhook }: Given): Promise<number> {
  const listener = webhook === undefined ? null : await listen(webhook.port, webhook.wait, json);
  try {
    const results = await checkConformance(
      {
        baseUrl: url,
        apiKey: key,
        timeoutSeconds: timeout,
        order,
        kinds,
        ...(move === undefined ? {} : { move }),
        ...(webhook === undefined || listener === null ? {} : { webhook: { secret: webhook.secret, next: listener.next } }),
      },
      fetchHttp,
      (result) => {
        if (json) console.log(JSON.stringify(result));
        else
          console.log(
            [
              `${WORDS[result.verdict]} ${result.id.padEnd(26)} ${result.title}`,
              ...(result.seen === null ? [] : [`    seen  ${result.seen}`]),
              ...(result.next === null ? [] : [`    next  ${result.next}`]),
            ].join("\n"),
          );
      },
    );
    const count = (verdict: string) => results.filter((one) => one.verdict === verdict).length;
    if (!json) console.log(`\n${count("PASS")} passed, ${count("FAIL")} failed, ${count("SKIP")} left out`);
    return count("FAIL") === 0 ? 0 : 1;
  } finally {
    listener?.close();
  }
}

/** Takes the first webhook that comes, from now on. */
async function listen(port: number, waitSeconds: number, quiet: boolean): Promise<{ next(): Promise<WebhookRequest | null>; close(): void }> {
  let take: (request: WebhookRequest | null) => void = () => undefined;
  const first = new Promise<WebhookRequest | null>((resolve) => (take = resolve));
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      take({ headers, rawBody: Buffer.concat(chunks).toString("utf8"), receivedAt: new Date() });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, resolve));
  return {
    async next() {
      if (!quiet) console.log(`  waits up to ${waitSeconds} s for a webhook on port ${port}: change an order in the ERP now`);
      const timer = setTimeout(() => take(null), waitSeconds * 1000);
      return first.finally(() => clearTimeout(timer));
    },
    close: () => server.close(),
  };
}
