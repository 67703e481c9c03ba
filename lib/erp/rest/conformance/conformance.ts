import type { Http } from "@/lib/erp/http/request";
import type { WebhookRequest } from "@/lib/erp/port";
import { type CheckResult, runChecks } from "./check";
import { endpoint, type EndpointSettings } from "./endpoint";
import { kindChecks } from "./kind-checks";
import { optionalChecks, webhookChecks } from "./optional-checks";
import { postingChecks } from "./posting-checks";
import { accessChecks, type Found, readingChecks } from "./reading-checks";
import { shiftChecks, type TrialMove } from "./shift-checks";

export type ConformanceOptions = EndpointSettings & {
  /** A released order that may be booked on: one good unit is confirmed and reversed. Absent: posting is skipped. */
  readonly order?: string;
  /** Every kind of message is sent once on that order; some of it stays. */
  readonly kinds?: boolean;
  /** An order of which one unit may be moved for good; absent: moving is skipped. */
  readonly move?: TrialMove;
  /** How the next webhook is waited for; absent: webhooks are not tried. */
  readonly webhook?: { readonly secret: string; next(): Promise<WebhookRequest | null> };
};

/**
 * Tries whether an ERP side keeps the published contract (`/contract/rest.openapi.json`). `tell` hears each result as it is known.
 * It changes nothing in the ERP but for what `order` and `move` allow.
 */
export async function checkConformance(options: ConformanceOptions, http: Http, tell: (result: CheckResult) => void): Promise<readonly CheckResult[]> {
  const erp = endpoint(options, http);
  const found: Found = { messages: [] };
  const access = await runChecks(accessChecks(erp), tell);
  // Nothing else can be said of an address that does not answer as the contract has it.
  if (access[0]?.verdict === "FAIL") return access;
  const rest = await runChecks(
    [
      ...readingChecks(erp, found),
      ...postingChecks(erp, found, options.order),
      ...kindChecks(erp, found, options.order, options.kinds ?? false),
      ...optionalChecks(erp, found),
      ...shiftChecks(erp, found, options.move),
      ...(options.webhook === undefined ? [] : webhookChecks(options.webhook.secret, options.webhook.next)),
    ],
    tell,
  );
  return [...access, ...rest];
}
