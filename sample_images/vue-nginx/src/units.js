const millilitres = { ml: 1, teaspoon: 4.92892, tablespoon: 14.7868, cup: 236.588, litre: 1000 }

export const units = Object.keys(millilitres)

export function convert(amount, from, to) {
  const result = (amount * millilitres[from]) / millilitres[to]
  return Number(result.toPrecision(4))
}
