"use server";

import { acknowledgeException } from "@/lib/commands/execution/acknowledge-exception";
import { defineAction } from "@/lib/edge/define-action";

export const acknowledgeExceptionAction = defineAction(acknowledgeException);
