"use server";

import { closeOrder } from "@/lib/commands/execution/close-order";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { holdOrder } from "@/lib/commands/execution/hold-order";
import { reopenOrder } from "@/lib/commands/execution/reopen-order";
import { resumeOrder } from "@/lib/commands/execution/resume-order";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { defineAction } from "@/lib/edge/define-action";

export const holdOrderAction = defineAction(holdOrder);
export const resumeOrderAction = defineAction(resumeOrder);
export const reopenOrderAction = defineAction(reopenOrder);
export const closeOrderAction = defineAction(closeOrder);
export const correctEntryAction = defineAction(correctEntry);
export const reverseEntryAction = defineAction(reverseEntry);
