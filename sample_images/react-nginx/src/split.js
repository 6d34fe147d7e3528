/** What each pays, to the cent; the first ones pay the cents that can't be split. */
export function split(bill, tipPercent, people) {
  if (!(people >= 1) || !(bill >= 0) || !(tipPercent >= 0)) return []
  const cents = Math.round(bill * (100 + tipPercent))
  const each = Math.floor(cents / people)
  return Array.from({ length: people }, (_, person) => (each + (person < cents % people ? 1 : 0)) / 100)
}
