import { CopyButton } from "@/app/(admin)/messages/_components/copy-button";

/** How an ERP calls in when something urgent changes, and how such a call proves that it is genuine. */
export function WebhookBox({ address, system }: { address: string; system: string }) {
  return (
    <div>
      <h3 className="mb-[3px] text-xs font-medium text-ink-3">What the ERP calls when something changes</h3>
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <code className="font-sans font-medium break-all select-all">POST {address}</code>
        <CopyButton text={address} label="Copy address" />
      </p>
      <p className="mt-1 text-sm text-ink-2">{HOW[system] ?? `Signed with the web-hook secret of this connection; docs/erp/${system}.md says how to set it up there.`}</p>
    </div>
  );
}

const HOW: Readonly<Record<string, string>> = {
  rest: "The body is { “messages”: [ … ] }. Header Millrace-Timestamp is the second in which it is sent, Millrace-Signature is v1= and the HMAC-SHA-256, in hex, of timestamp, a dot and the body under the web-hook secret. Older than five minutes, it is refused.",
};
