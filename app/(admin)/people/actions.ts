"use server";

import { changeRole } from "@/lib/commands/identity/change-role";
import { defineSignedAction } from "@/lib/edge/define-signed-action";

export const changeRoleAction = defineSignedAction(changeRole);
