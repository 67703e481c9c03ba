import {
  type ClientSession,
  type EndpointDescription,
  MessageSecurityMode,
  OPCUAClient,
  type OPCUAClientOptions,
  PublishResponse,
  SecurityPolicy,
  setDebugLogger,
  setErrorLogger,
  setWarningLogger,
  UserTokenType,
} from "node-opcua-client";
import { InMemoryCertificateKeyPairProvider, InMemoryCertificateStore } from "node-opcua-common";
import { coercePEMorDerToPrivateKey } from "node-opcua-crypto";
import { log } from "@/lib/platform/log";
import { certificateFacts } from "./certificate-facts";
import { type CertificateFacts, OpcuaProblem, problemOf } from "./problem";
import type { OpcuaAccess, OpcuaSettings } from "./settings";

/** A session with a server. */
export type OpenSession = {
  readonly session: ClientSession;
  /** The server's own; null without security. */
  readonly certificate: CertificateFacts | null;
  /** Called when the connection broke. It is tried again, and the session taken up again where the server has kept it. */
  onBroken(told: () => void): void;
  /** Called when it was taken up again, and what had been under way when the connection broke has come. */
  onRestored(told: () => void): void;
  /** Called when the session is over. */
  onLost(told: () => void): void;
  /** Called with the server's time at each of its answers, and for those about values with whether there is more. */
  onAnswer(told: (serverTime: Date | null, more: boolean | null) => void): void;
  /** False once the library has opened another session in the place of the one that the server had given up. */
  isSame(): boolean;
  close(): Promise<void>;
};

const CONNECT_MS = 8_000;
const REQUEST_MS = 10_000;
/** A server keeps a session, and what changes meanwhile, for so long without a connection. */
export const SESSION_MS = 60_000;
const RECONNECT = { maxRetry: 1, initialDelay: 500, maxDelay: 2_000 };
/** A server that does not answer a ping has its connection renewed. */
const PING_MS = 3_000;
const CLOSE_MS = 2_000;
/** OPC UA counts from 1601; a server that says nothing says that. */
const NO_TIME = Date.UTC(2000, 0, 1);

// The library would write to the console of whichever process this is.
for (const [set, level] of [
  [setDebugLogger, "trace"],
  [setWarningLogger, "debug"],
  [setErrorLogger, "debug"],
] as const) {
  set((...words: unknown[]) => log[level]({ from: "node-opcua" }, words.map(String).join(" ").slice(0, 500)));
}

/**
 * Opens a session: asks for the server's endpoints, compares its certificate with the accepted one, connects with exactly that one, and signs in.
 * Nothing but the question for endpoints is said before the certificate is known to be the accepted one.
 * @throws OpcuaProblem with what a person can do about it.
 */
export async function openSession({ settings, password, identity }: OpcuaAccess): Promise<OpenSession> {
  const common: OPCUAClientOptions = {
    applicationName: "Millrace",
    applicationUri: identity.applicationUri,
    clientName: "Millrace",
    certificateKeyPairProvider: new InMemoryCertificateKeyPairProvider([Buffer.from(identity.certificate)], coercePEMorDerToPrivateKey(identity.privateKeyPem)),
    // Servers behind another name or address tell the one that they know of themselves.
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0 },
    transportTimeout: CONNECT_MS,
    defaultTransactionTimeout: REQUEST_MS,
    requestedSessionTimeout: SESSION_MS,
  };
  const secure = settings.policy !== "None";
  if (settings.userName !== null && password === null) throw new OpcuaProblem("PASSWORD_UNREADABLE");
  const endpoint = await findEndpoint(common, settings);
  const certificate = secure ? accepted(endpoint, settings) : null;
  mustSignIn(endpoint, settings);
  const store = new InMemoryCertificateStore({ autoAcceptUnknown: false });
  if (secure) await store.trustCertificate(endpoint.serverCertificate);
  const client = OPCUAClient.create({
    ...common,
    clientCertificateManager: store,
    securityMode: modeOf(settings),
    securityPolicy: SecurityPolicy[settings.policy],
    ...(secure ? { serverCertificate: endpoint.serverCertificate } : {}),
    keepSessionAlive: true,
    keepAliveInterval: PING_MS,
    connectionStrategy: RECONNECT,
  });
  let lost: () => void = () => undefined;
  client.on("close", () => lost());
  const close = async (): Promise<void> => {
    lost = () => undefined;
    await within(CLOSE_MS, client.disconnect()).catch((fault: unknown) => log.debug({ err: fault }, "an OPC UA server did not say goodbye"));
  };
  try {
    await within(CONNECT_MS, client.connect(settings.endpointUrl));
    // A server that refuses our certificate often just breaks the connection.
    const session = await within(
      REQUEST_MS,
      client.createSession(
        settings.userName === null ? { type: UserTokenType.Anonymous } : { type: UserTokenType.UserName, userName: settings.userName, password: password ?? "" },
      ),
    );
    const onAnswer: OpenSession["onAnswer"] = (told) => {
      // The time of a value may be as old as the value, and servers leave that of a notification out; that of an answer is of now.
      client.on("receive_response", (answer) => {
        const { timestamp } = answer.responseHeader;
        told(timestamp !== null && timestamp.getTime() > NO_TIME ? timestamp : null, answer instanceof PublishResponse ? answer.moreNotifications : null);
      });
    };
    const own = session.sessionId.toString();
    const isSame = (): boolean => session.sessionId.toString() === own;
    let restored: () => void = () => undefined;
    client.on("connection_reestablished", () => (isSame() ? restored() : lost()));
    return {
      session,
      certificate,
      onBroken: (told) => void client.on("connection_lost", told),
      onRestored: (told) => void (restored = told),
      onLost: (told) => void (lost = told),
      onAnswer,
      isSame,
      close,
    };
  } catch (fault) {
    await close();
    const problem = problemOf(fault);
    throw secure && (problem.code === "LOST" || problem.code === "SERVER_SAYS") ? new OpcuaProblem("WE_ARE_NOT_TRUSTED", problem.detail, null, { cause: fault }) : problem;
  }
}

/** The endpoint with the wanted security, asked for without any. */
async function findEndpoint(common: OPCUAClientOptions, settings: OpcuaSettings): Promise<EndpointDescription> {
  const client = OPCUAClient.create({ ...common, clientCertificateManager: new InMemoryCertificateStore() });
  try {
    await within(CONNECT_MS, client.connect(settings.endpointUrl));
    const endpoints = await within(REQUEST_MS, client.getEndpoints());
    const found = endpoints.find(({ securityMode, securityPolicyUri }) => securityMode === modeOf(settings) && securityPolicyUri === SecurityPolicy[settings.policy].valueOf());
    if (found === undefined) throw new OpcuaProblem("NO_SUCH_SECURITY", offered(endpoints));
    return found;
  } catch (fault) {
    throw problemOf(fault);
  } finally {
    await within(CLOSE_MS, client.disconnect()).catch((fault: unknown) => log.debug({ err: fault }, "an OPC UA server did not say goodbye"));
  }
}

/** SEC-15: the certificate is the one that somebody has accepted, or it is told for them to compare. */
function accepted({ serverCertificate }: EndpointDescription, settings: OpcuaSettings): CertificateFacts {
  const facts = certificateFacts(serverCertificate);
  if (settings.certificate === facts.fingerprint) return facts;
  throw new OpcuaProblem(settings.certificate === null ? "CERTIFICATE_NEW" : "CERTIFICATE_CHANGED", "", facts);
}

function mustSignIn({ userIdentityTokens }: EndpointDescription, { userName }: OpcuaSettings): void {
  const kinds = (userIdentityTokens ?? []).map(({ tokenType }) => tokenType);
  if (userName === null && !kinds.includes(UserTokenType.Anonymous)) throw new OpcuaProblem("NO_ANONYMOUS");
  if (userName !== null && !kinds.includes(UserTokenType.UserName)) throw new OpcuaProblem("NO_PASSWORDS");
}

function modeOf({ policy, mode }: OpcuaSettings): MessageSecurityMode {
  return policy === "None" ? MessageSecurityMode.None : MessageSecurityMode[mode];
}

function offered(endpoints: readonly EndpointDescription[]): string {
  const names = endpoints.map(({ securityMode, securityPolicyUri }) => `${securityPolicyUri?.split("#").at(-1) ?? "?"} ${MessageSecurityMode[securityMode]}`);
  return [...new Set(names)].join(", ").slice(0, 300);
}

/** What is not answered in time is not answered. */
export async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OpcuaProblem("NO_ANSWER", `${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
