import { z } from "zod";
import { CommandHeadShape, QuantityText } from "@/lib/commands/command-head.schema";

const Why = z.string().trim().min(1, "say why").max(500);
const ProposalState = z.enum(["PROPOSED", "APPROVED", "SENT", "ERP_ACCEPTED", "ERP_REJECTED", "EXECUTED", "CANCELLED"]);

/** Proposes to make a part of an order on another line, of this or of another site. */
export const ProposeShiftInput = z.strictObject({ ...CommandHeadShape, orderId: z.uuid(), targetWorkCentreId: z.uuid(), quantity: QuantityText });
export type ProposeShiftInput = z.infer<typeof ProposeShiftInput>;

/** A command about one proposal. */
export const ShiftProposalInput = z.strictObject({ ...CommandHeadShape, proposalId: z.uuid() });
export type ShiftProposalInput = z.infer<typeof ShiftProposalInput>;

/** Takes a proposal back, with the reason. */
export const CancelShiftInput = ShiftProposalInput.extend({ reason: Why });
export type CancelShiftInput = z.infer<typeof CancelShiftInput>;

export const ShiftProposalAnswer = z.strictObject({ proposalId: z.uuid(), state: ProposalState, revision: z.number().int().positive() }).meta({ id: "ShiftProposalAnswer" });
export type ShiftProposalAnswer = z.infer<typeof ShiftProposalAnswer>;
