import type { OrderPayloads } from "../payloads/order";
import type { Projections } from "../projection";

export const orderProjections: Projections<keyof OrderPayloads> = {};
