"use server";

import { classifyStop } from "@/lib/commands/equipment/classify-stop";
import { defineAction } from "@/lib/edge/define-action";

export const classifyStopAction = defineAction(classifyStop);
