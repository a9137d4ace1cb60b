/** Finding customers by what they say of themselves: the beginnings of words, and any part of a telephone number. */
import { Schema } from "effect"
import { line, words } from "../Text.ts"
import type { Customer } from "./Customer.ts"

export const customerQueryLimits = { wordsMax: 10, textMax: 200, digitsMin: 3 } as const

export const CustomerQuery = Schema.Struct({
  /** Every word of it begins a word of name or email, or is part of the phone's digits. */
  q: Schema.optionalKey(line({ max: customerQueryLimits.textMax }))
}).annotate({ identifier: "CustomerQuery" })
export type CustomerQuery = typeof CustomerQuery.Type

const { digitsMin, textMax: _textMax, wordsMax } = customerQueryLimits

/** A number's endings: what begins one of them is part of the number. */
const endings = (digits: string): ReadonlyArray<string> =>
  Array.from({ length: Math.max(0, digits.length - digitsMin + 1) }, (_, index) => digits.slice(index))

/** What a customer is found by. */
export const customerWords = ({
  email,
  name,
  phone
}: Pick<Customer, "email" | "name" | "phone">): ReadonlyArray<string> => [
  ...new Set([...words(name), ...words(email ?? ""), ...endings((phone ?? "").replace(/\D/g, ""))])
]

/** For each word that is looked for, what may stand for it: people write a number as they dial it at home too. */
export type WantedWords = ReadonlyArray<ReadonlyArray<string>>

const alternatives = (word: string): ReadonlyArray<string> => {
  const dialled = /^0+(\d+)$/.exec(word)?.[1]
  return dialled === undefined || dialled.length < digitsMin ? [word] : [word, dialled]
}

/** Null when there is no word in it: nothing is found. */
export const wantedWords = ({ q }: CustomerQuery): WantedWords | null => {
  if (q === undefined) return []
  const wanted = words(q).slice(0, wordsMax).map(alternatives)
  return wanted.length === 0 ? null : wanted
}
