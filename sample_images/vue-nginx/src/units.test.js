import { expect, test } from 'vitest'
import { convert, units } from './units.js'

test('cups and millilitres', () => {
  expect(convert(2, 'cup', 'ml')).toBe(473.2)
})

test('there and back', () => {
  for (const unit of units) expect(convert(convert(5, 'ml', unit), unit, 'ml')).toBeCloseTo(5, 1)
})
