import { NotForYou } from "@/app/_frame/nothing-here";

/** The frame stays, with the way to the other pages. */
export default function Forbidden() {
  return <NotForYou />;
}
