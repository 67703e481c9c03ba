import { defineHandler } from "@/lib/edge/define-handler";
import { equipmentPerformance } from "@/app/api/v1/_api/plant";

export const GET = defineHandler(equipmentPerformance);
