import { defineHandler } from "@/lib/edge/define-handler";
import { genealogy } from "@/app/api/v1/_api/plant";

export const GET = defineHandler(genealogy);
