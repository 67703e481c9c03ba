-- Until now nobody could choose a language, so that the default is no choice: their browser says it.
UPDATE "identity"."account" SET "locale" = NULL;
