import { defineHandler } from "@/lib/edge/define-handler";
import { orders } from "@/app/api/v1/_api/orders";
import { ownedEndpoint } from "@/app/api/v1/_api/owned-by-erp";

export const GET = defineHandler(orders);
export const POST = defineHandler(ownedEndpoint);
