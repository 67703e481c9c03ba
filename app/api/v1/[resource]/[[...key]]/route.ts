import { defineHandler } from "@/lib/edge/define-handler";
import { nothingHere, ownedEndpoint } from "@/app/api/v1/_api/owned-by-erp";

export const GET = defineHandler(nothingHere);
export const POST = defineHandler(ownedEndpoint);
export const PUT = defineHandler(ownedEndpoint);
export const PATCH = defineHandler(ownedEndpoint);
export const DELETE = defineHandler(ownedEndpoint);
