"use server";

import { redirect } from "next/navigation";
import { signOut } from "@/lib/edge/sign-in";

/** Ends the session of this browser and shows the sign-in page. */
export async function signOutAction(): Promise<void> {
  await signOut();
  redirect("/sign-in");
}
