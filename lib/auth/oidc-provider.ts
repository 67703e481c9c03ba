import type { OAuthConfig } from "next-auth/providers/oauth";

export type OidcSettings = { readonly issuer: string; readonly clientId: string; readonly clientSecret: string };

/** Any OpenID Connect provider, found through its discovery document; code flow with PKCE, state and nonce. */
export function oidcProvider(settings: OidcSettings): OAuthConfig<{ sub: string }> {
  return {
    id: "oidc",
    name: "Single sign-on",
    type: "oauth",
    wellKnown: `${settings.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    issuer: settings.issuer,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    profile: (claims) => ({ id: claims.sub }),
  };
}
