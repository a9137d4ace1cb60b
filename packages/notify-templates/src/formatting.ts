/** Amounts, times and names as readers of a language write them. */
import { Money } from "@duka/core"
import type { Words } from "./words.ts"

export interface Formatting {
  readonly money: (money: Money.Money) => string
  /** The day alone. */
  readonly date: (time: string) => string
  readonly datetime: (time: string) => string
}

/** What core says of an amount is a number, and Intl takes it digit by digit. */
const isNumeric = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/u.test(text)

const moneyIn = (locale: string) => {
  const formats = new Map<string, Intl.NumberFormat>()
  return (money: Money.Money): string => {
    const known = formats.get(money.currency)
    const digits = Money.exponent(money.currency)
    const format =
      known ??
      new Intl.NumberFormat(locale, {
        style: "currency",
        currency: money.currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits
      })
    if (known === undefined) formats.set(money.currency, format)
    const exact = Money.decimal(money)
    return isNumeric(exact) ? format.format(exact) : exact
  }
}

const timeIn = (locale: string, options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat(locale, options)
  return (time: string): string => {
    const millis = Date.parse(time)
    return Number.isNaN(millis) ? time : format.format(millis)
  }
}

const made = (locale: string, timeZone: string): Formatting => ({
  money: moneyIn(locale),
  date: timeIn(locale, { dateStyle: "long", timeZone }),
  datetime: timeIn(locale, { dateStyle: "medium", timeStyle: "short", timeZone })
})

/** Formatters are dear to make: so many languages and zones are kept, more than a shop has. */
const keptMax = 64
const kept = new Map<string, Formatting>()

/** English of no country is the world's, with the day before the month; Intl takes it for that of the United States. */
const local = (locale: string): string => (locale === "en" ? "en-001" : locale)

/** Throws a RangeError where Intl does not know the zone. */
export const formatting = ({
  locale,
  timeZone
}: {
  readonly locale: string
  readonly timeZone: string
}): Formatting => {
  const key = `${locale} ${timeZone}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const fresh = made(local(locale), timeZone)
  const [oldest] = kept.keys()
  if (kept.size >= keptMax && oldest !== undefined) kept.delete(oldest)
  kept.set(key, fresh)
  return fresh
}

/** A payment method that no language has a word for: `bank_transfer` is `Bank transfer`. */
const spelled = (name: string): string => {
  const words = name.replaceAll("_", " ")
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const method = (name: string, words: Words): string =>
  (Object.hasOwn(words.methods, name) ? words.methods[name] : undefined) ?? spelled(name)
