import { defineHandler } from "@/lib/edge/define-handler";
import { checks } from "@/app/api/v1/_api/quality";

export const GET = defineHandler(checks);
