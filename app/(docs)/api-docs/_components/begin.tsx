import type { ReactNode } from "react";
import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { CodeText } from "./code-text";

const READ = `curl -H "Authorization: Bearer $MILLRACE_KEY" \\
  "$MILLRACE/api/v1/operations?state=RUNNING&limit=20"`;
const WRITE = `curl -X POST -H "Authorization: Bearer $MILLRACE_KEY" -H "Content-Type: application/json" \\
  -H "Idempotency-Key: 01980c3e-6f6b-7000-8000-5d1c6a0e9b11" \\
  -d '{"eventTime":"2026-03-31T12:40:00Z","person":"P-1001","operationId":"…","good":"40","expectedTotal":"3312"}' \\
  "$MILLRACE/api/v1/commands/confirm-production"`;
const PROBLEM = `{
  "type": "urn:millrace:problem:stale-total",
  "title": "Somebody else recorded meanwhile",
  "status": 409,
  "code": "STALE_TOTAL",
  "rule": "EX-05",
  "params": { "expected": "3312", "actual": "3364" }
}`;

/** What holds for every address: keys, pages, commands, problems. */
export function Begin() {
  return (
    <div id="begin" className="scroll-mt-14">
      <Panel title="How to begin" padded>
        <div className="grid gap-x-8 gap-y-5 xl:grid-cols-2">
          <Part title="A key" code={READ}>
            Issue one under{" "}
            <Link href="/machine-keys" className="text-accent">
              Machine keys
            </Link>{" "}
            and send it as a bearer token. It sees its own sites and scopes; what belongs to another site is not found.
          </Part>
          <Part title="A command" code={WRITE}>
            <CodeText>
              {
                "`eventTime` says when it happened. The command id makes it safe to send again: a repeat answers what the first one did. A machine that records for an operator names the `person`; the record then names both."
              }
            </CodeText>
          </Part>
          <Part title="A page of a list">
            <CodeText>
              {"`limit` bounds a page, `next` of its answer is the `cursor` of the one after it. Decimals are text, so that no program rounds them; instants are UTC."}
            </CodeText>
          </Part>
          <Part title="A problem" code={PROBLEM}>
            <CodeText>
              {
                "Every refusal is `application/problem+json` (RFC 9457): `code` for programs, `rule` for the rule of the domain, `params` for its figures, `fields` for what does not fit."
              }
            </CodeText>
          </Part>
        </div>
      </Panel>
    </div>
  );
}

function Part({ title, code, children }: { title: string; code?: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="font-semibold">{title}</h3>
      <p className="mt-1 text-ink-2">{children}</p>
      {code === undefined ? null : (
        <pre role="group" aria-label={`Example: ${title}`} tabIndex={0} className="mt-2 overflow-auto rounded-sm bg-canvas px-3 py-2.5 font-sans text-sm leading-[1.5] select-all">
          {code}
        </pre>
      )}
    </div>
  );
}
