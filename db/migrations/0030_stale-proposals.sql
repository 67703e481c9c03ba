ALTER TABLE "execution"."shift_proposal" ADD COLUMN "stale_line" text;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "stale_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "stale_expected_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD CONSTRAINT "shift_proposal_stale_ck" CHECK (num_nulls("execution"."shift_proposal"."stale_line", "execution"."shift_proposal"."stale_since", "execution"."shift_proposal"."stale_expected_at") in (0, 3));