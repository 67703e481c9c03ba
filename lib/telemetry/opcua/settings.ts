import { z } from "zod";
import { isNodeId } from "@/lib/domain/equipment/opcua-topic";

/** Nodes of one server that are listened to at most. */
export const MOST_NODES = 5000;

const NodeId = z.string().trim().max(600).refine(isNodeId, "must be node ids such as ns=2;s=Filler.Temperature, one a line");
const EndpointUrl = z
  .string()
  .trim()
  .max(500)
  .refine((text) => URL.canParse(text) && new URL(text).protocol === "opc.tcp:" && new URL(text).hostname !== "", "must be an address such as opc.tcp://filler.example:4840");

/** SHA-256 of a certificate in DER, as hexadecimal digits. */
const Fingerprint = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");

/** How to reach an OPC UA server, and what of it to listen to. Nothing in it is secret. */
export const OpcuaSettings = z
  .strictObject({
    endpointUrl: EndpointUrl,
    policy: z.enum(["Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss", "None"]),
    /** Counts unless the policy is None. */
    mode: z.enum(["SignAndEncrypt", "Sign"]),
    /** Null: anonymous. */
    userName: z.string().trim().min(1).max(200).nullable(),
    /** The server's certificate that somebody has accepted; null: none yet. */
    certificate: Fingerprint.nullable(),
    nodeIds: z.array(NodeId).max(MOST_NODES),
    /** Every variable below this node is listened to as well; null: none. */
    browseRoot: NodeId.nullable(),
    browseDepth: z.number().int().min(1).max(10),
    samplingMs: z.number().int().min(50).max(60_000),
    /** Values of one node that the server keeps between two publications. */
    queueSize: z.number().int().min(1).max(10_000),
    /** A value that has not changed for so long is told again: it still holds (KP-04). */
    repeatSeconds: z.number().int().min(1).max(3600),
  })
  .refine(({ userName, policy }) => userName === null || policy !== "None", {
    path: ["userName"],
    message: "a password does not travel without security: choose a policy, or sign in as nobody",
  })
  .refine(({ nodeIds, browseRoot }) => nodeIds.length > 0 || browseRoot !== null, { path: ["nodeIds"], message: "name nodes, or one below which everything is listened to" });
export type OpcuaSettings = z.infer<typeof OpcuaSettings>;

/** How a source reaches its server. */
export type OpcuaAccess = { readonly settings: OpcuaSettings; readonly password: string | null; readonly identity: OpcuaIdentity };

/** Millrace as OPC UA servers know it: one application with one certificate, whichever process connects. */
export type OpcuaIdentity = { readonly applicationUri: string; /** DER. */ readonly certificate: Uint8Array; readonly privateKeyPem: string };
