import { defineHandler } from "@/lib/edge/define-handler";
import { wip } from "@/app/api/v1/_api/orders";

export const GET = defineHandler(wip);
