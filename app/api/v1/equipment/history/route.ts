import { defineHandler } from "@/lib/edge/define-handler";
import { equipmentHistory } from "@/app/api/v1/_api/plant";

export const GET = defineHandler(equipmentHistory);
