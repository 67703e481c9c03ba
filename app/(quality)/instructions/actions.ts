"use server";

import { publishInstruction } from "@/lib/commands/quality/publish-instruction";
import { saveInstruction } from "@/lib/commands/quality/save-instruction";
import { withdrawInstruction } from "@/lib/commands/quality/withdraw-instruction";
import { defineAction } from "@/lib/edge/define-action";

export const saveInstructionAction = defineAction(saveInstruction);
export const publishInstructionAction = defineAction(publishInstruction);
export const withdrawInstructionAction = defineAction(withdrawInstruction);
