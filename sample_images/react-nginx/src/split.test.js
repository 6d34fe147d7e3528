import { expect, test } from 'vitest'
import { split } from './split.js'

test('no cent is lost', () => {
  expect(split(100, 0, 3)).toEqual([33.34, 33.33, 33.33])
})

test('nobody, nothing', () => {
  expect(split(100, 10, 0)).toEqual([])
})
