"use server";

import { recordCheck } from "@/lib/commands/quality/record-check";
import { requestCheck } from "@/lib/commands/quality/request-check";
import { takeCheckBack } from "@/lib/commands/quality/take-check-back";
import { defineAction } from "@/lib/edge/define-action";

export const requestCheckAction = defineAction(requestCheck);
export const recordCheckAction = defineAction(recordCheck);
export const takeCheckBackAction = defineAction(takeCheckBack);
