import { defineHandler } from "@/lib/edge/define-handler";
import { holds } from "@/app/api/v1/_api/quality";

export const GET = defineHandler(holds);
