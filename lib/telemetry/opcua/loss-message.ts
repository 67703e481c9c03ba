import { opcuaLossTopic } from "@/lib/domain/equipment/opcua-topic";

/** What a source says when its values are lost; without a time it is lost from when the broker says so. */
export function lossMessage(at: Date | null): string {
  return JSON.stringify(at === null ? { connected: false } : { connected: false, ts: at.toISOString() });
}

/** Where the broker says for a source that it has gone without a word. */
export function willOf(prefix: string): { readonly topic: string; readonly payload: string } {
  return { topic: opcuaLossTopic(prefix), payload: lossMessage(null) };
}
