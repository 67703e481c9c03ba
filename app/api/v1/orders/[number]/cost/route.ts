import { defineHandler } from "@/lib/edge/define-handler";
import { orderCost } from "@/app/api/v1/_api/orders";

export const GET = defineHandler(orderCost);
