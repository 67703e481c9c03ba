-- Until now the operation alone kept up to when time was handed to cost, for everybody on it.
UPDATE "execution"."labour_booking" b SET "booked_to" = least(o."time_booked_to", b."to_at")
FROM "execution"."order_operation" o WHERE o."id" = b."operation_id" AND o."time_booked_to" > b."from_at";
