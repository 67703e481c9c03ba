"use server";

import { placeHold } from "@/lib/commands/quality/place-hold";
import { releaseHold } from "@/lib/commands/quality/release-hold";
import { defineAction } from "@/lib/edge/define-action";

export const placeHoldAction = defineAction(placeHold);
export const releaseHoldAction = defineAction(releaseHold);
