import { defineHandler } from "@/lib/edge/define-handler";
import { commandEndpoint } from "@/app/api/v1/_api/commands";

export const POST = defineHandler(commandEndpoint);
