import type { MachineScope } from "@/lib/auth/machine-scopes";

/** What a scope lets a machine do, in words. */
export const SCOPE_WORDS: Readonly<Record<MachineScope, string>> = {
  "operation.read": "Read orders and operations",
  "operation.execute": "Record production, also for a named person",
  "entry.reverse-own": "Take entries back",
  "check.record": "Read and record checks",
  "hold.place": "Hold lots",
  "plan.read": "Read WIP",
  "stop.read": "Read equipment states",
  "stop.classify": "Name reasons of stops",
  "trace.read": "Read lots and genealogy",
  "cost.read": "Read cost and value",
  "message.read": "Read messages",
  "message.replay": "Replay messages, sync now",
  "telemetry.write": "Send telemetry over HTTP",
};
