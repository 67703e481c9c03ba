import "server-only";
import { getRequestConfig } from "next-intl/server";
import { languageOfRequest } from "@/lib/edge/language";
import { CATALOGUES } from "./catalogues";

/** What next-intl asks for each request: the language of its page, and its texts. */
export default getRequestConfig(async () => {
  const locale = await languageOfRequest();
  return { locale, messages: CATALOGUES[locale] };
});
