import "server-only";
import { headers } from "next/headers";

/** Where an ERP calls, before the code of its connection: this installation as the reader's own browser reached it. */
export async function webhookAddress(): Promise<string> {
  const asked = await headers();
  const host = asked.get("x-forwarded-host") ?? asked.get("host") ?? "localhost";
  const protocol = asked.get("x-forwarded-proto") ?? (asked.get("origin")?.startsWith("https:") === true ? "https" : "http");
  return `${protocol.split(",")[0]?.trim() ?? "http"}://${host}/api/erp/`;
}
