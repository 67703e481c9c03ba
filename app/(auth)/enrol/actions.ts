"use server";

import { redirect } from "next/navigation";
import { enrolThisBrowser } from "@/lib/edge/sign-in";

export type EnrolState = { readonly code?: string };

/** Makes this browser an enrolled tablet; a code works once. */
export async function enrolAction(_: EnrolState, form: FormData): Promise<EnrolState> {
  const code = form.get("code");
  const enrolled = await enrolThisBrowser(typeof code === "string" ? code : "");
  if (!enrolled.ok) return { code: enrolled.code };
  redirect("/sign-in");
}
