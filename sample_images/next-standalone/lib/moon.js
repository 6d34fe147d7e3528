const newMoon = Date.UTC(2000, 0, 6, 18, 14)
const month = 29.530588853 * 24 * 3600 * 1000
const names = ['new moon', 'waxing crescent', 'first quarter', 'waxing gibbous', 'full moon', 'waning gibbous', 'last quarter', 'waning crescent']

/** The phase of the moon at noon of a day such as 2025-06-11; null where it is no day. */
export function phase(day) {
  const noon = Date.parse(`${day}T12:00Z`)
  if (Number.isNaN(noon)) return null
  const age = (((noon - newMoon) / month) % 1 + 1) % 1
  return names[Math.round(age * 8) % 8]
}
