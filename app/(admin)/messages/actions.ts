"use server";

import { approveMessageResolution } from "@/lib/commands/integration/approve-message-resolution";
import { replayInbound } from "@/lib/commands/integration/replay-inbound";
import { replayMessage } from "@/lib/commands/integration/replay-message";
import { approveInbound } from "@/lib/commands/integration/approve-inbound";
import { resolveInbound } from "@/lib/commands/integration/resolve-inbound";
import { resolveMessage } from "@/lib/commands/integration/resolve-message";
import { defineAction } from "@/lib/edge/define-action";

/** IN-06: sends a refused or dead message again, under the same id. */
export const replayAction = defineAction(replayMessage);
/** Applies a message of the ERP once more that failed on our side. */
export const replayInboundAction = defineAction(replayInbound);
/** IN-06: settles a message of the ERP without applying it, or proposes to; and the second person. */
export const settleInboundAction = defineAction(resolveInbound);
export const approveInboundAction = defineAction(approveInbound);
/** IN-06: settles it without sending; with quantity or value it waits for a second person. */
export const resolveAction = defineAction(resolveMessage);
/** SEC-01: the second person. */
export const approveAction = defineAction(approveMessageResolution);
