import type { WebhookOutcome, WebhookRequest } from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import { refuseUnsigned } from "@/lib/erp/http/signed-webhook";
import { NotADocument } from "./document";
import { read } from "./forms";
import { fromDocument } from "./from-document";
import type { B2mmlSettings } from "./settings";

/**
 * Checks age and signature over the raw bytes, then reads the document. An answer that comes this way says that there is one: it is looked up by
 * its BODID at the next try, as everything that was not answered at once.
 */
export function verifyWebhook(request: WebhookRequest, secrets: readonly string[], settings: B2mmlSettings, words: Words): WebhookOutcome {
  if (secrets.length === 0) return { kind: "refused", code: "NOT_SUPPORTED", reason: "This connection has no secret for webhooks, so it takes none." };
  const refused = refuseUnsigned(request, secrets);
  if (refused !== null) return refused;
  try {
    const inbound = fromDocument(read(request.rawBody), { settings, words });
    switch (inbound.kind) {
      case "objects":
        return { kind: "messages", ...inbound.read };
      case "answer":
        return { kind: "hint" };
      case "other":
        return { kind: "refused", code: "MALFORMED", reason: inbound.reason };
    }
  } catch (error) {
    if (error instanceof NotADocument) return { kind: "refused", code: "MALFORMED", reason: error.message };
    throw error;
  }
}
