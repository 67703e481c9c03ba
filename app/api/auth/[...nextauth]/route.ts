import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { signInOptions } from "@/lib/edge/sign-in";

type Context = { params: Promise<{ nextauth: string[] }> };

// next-auth checks its own token against cross-site posts; its options are made per request, since they know where it came from.
async function handle(request: NextRequest, context: Context): Promise<Response> {
  const answer: unknown = await NextAuth(request, context, signInOptions(request.headers));
  return answer instanceof Response ? answer : new Response(null, { status: 500 });
}

export { handle as GET, handle as POST };
