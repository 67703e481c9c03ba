import { defineHandler } from "@/lib/edge/define-handler";
import { order } from "@/app/api/v1/_api/orders";
import { ownedEndpoint } from "@/app/api/v1/_api/owned-by-erp";

export const GET = defineHandler(order);
export const PUT = defineHandler(ownedEndpoint);
export const PATCH = defineHandler(ownedEndpoint);
export const DELETE = defineHandler(ownedEndpoint);
