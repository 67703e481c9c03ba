import type { MappingDetail } from "@/lib/edge/mapping-admin";

export type Kind = keyof MappingDetail["ours"];

export const KINDS = ["UOM", "WORK_CENTRE", "REASON", "LOCATION"] as const satisfies readonly Kind[];

export const KIND_WORDS: Readonly<Record<Kind, string>> = { UOM: "Unit", WORK_CENTRE: "Work centre or machine", REASON: "Reason", LOCATION: "Place in stock" };
