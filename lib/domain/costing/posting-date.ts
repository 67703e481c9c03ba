/** EX-24: a late fact is posted to the first open day, any other to the day on which it happened. Days are `YYYY-MM-DD`. */
export function postingDate(eventDay: string, firstOpenDay: string): string {
  return eventDay < firstOpenDay ? firstOpenDay : eventDay;
}
