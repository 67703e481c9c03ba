import type { LotPayloads } from "../payloads/lot";
import type { Projections } from "../projection";

export const lotProjections: Projections<keyof LotPayloads> = {};
