import { defineHandler } from "@/lib/edge/define-handler";
import { lot } from "@/app/api/v1/_api/plant";
import { ownedEndpoint } from "@/app/api/v1/_api/owned-by-erp";

export const GET = defineHandler(lot);
export const PUT = defineHandler(ownedEndpoint);
export const PATCH = defineHandler(ownedEndpoint);
export const DELETE = defineHandler(ownedEndpoint);
