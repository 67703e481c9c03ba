"use server";

import { approveMessageResolution } from "@/lib/commands/integration/approve-message-resolution";
import { replayMessage } from "@/lib/commands/integration/replay-message";
import { resolveMessage } from "@/lib/commands/integration/resolve-message";
import { defineAction } from "@/lib/edge/define-action";

/** IN-06: sends a refused or dead message again, under the same id. */
export const replayAction = defineAction(replayMessage);
/** IN-06: settles it without sending; with quantity or value it waits for a second person. */
export const resolveAction = defineAction(resolveMessage);
/** SEC-01: the second person. */
export const approveAction = defineAction(approveMessageResolution);
