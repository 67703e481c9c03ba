"use server";

import { setPolicy } from "@/lib/commands/integration/set-policy";
import { defineAction } from "@/lib/edge/define-action";

/** Changes one line of the integration policy, at once. */
export const setPolicyAction = defineAction(setPolicy);
