import { addressOf } from "@/app/(admin)/address-of";
import type { TelemetryParams } from "./search-params";

/** The address of the list of unmapped values with something else asked for, its first page unless told. Apart from what reads it: the browser needs this alone. */
export function inboxAddress(params: TelemetryParams, change: Partial<TelemetryParams>): string {
  return addressOf("/telemetry", { ...params, listed: null, ...change }, "#inbox");
}

/** The address of the mappings with something else asked for, their first page unless told. */
export function mappingsAddress(params: TelemetryParams, change: Partial<TelemetryParams>): string {
  return addressOf("/telemetry", { ...params, page: null, ...change }, "#mappings");
}
