import { defineHandler } from "@/lib/edge/define-handler";
import { operations } from "@/app/api/v1/_api/orders";

export const GET = defineHandler(operations);
