"use server";

import { placeHold } from "@/lib/commands/quality/place-hold";
import { defineAction } from "@/lib/edge/define-action";

export const placeHoldAction = defineAction(placeHold);
