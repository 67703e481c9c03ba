import type { UnmappedRow } from "@/lib/queries/admin/signal-mappings";

/** What a value is called: its path in the message. Every value of an OPC UA server stands at one path, so that its node tells which it is. */
export function valueName({ opcua, path, suggested }: Pick<UnmappedRow, "opcua" | "path" | "suggested">): string {
  return opcua && path === "value" ? suggested.name : path;
}
