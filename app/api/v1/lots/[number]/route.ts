import { defineHandler } from "@/lib/edge/define-handler";
import { lot } from "@/app/api/v1/_api/plant";

export const GET = defineHandler(lot);
