"use client";

import { useRouter } from "next/navigation";
import { SearchBox } from "@/components/ui/search-box";

/** Looks for somebody by name, e-mail or number. */
export function PeopleSearch({ value }: { value: string }) {
  const router = useRouter();
  return (
    <SearchBox label="Name, e-mail, number" value={value} onSearch={(text) => router.push(text === "" ? "/people" : `/people?q=${encodeURIComponent(text)}`, { scroll: false })} />
  );
}
