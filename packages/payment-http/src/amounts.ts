/** Amounts in major units, as many providers tell them: read by their digits, never by way of a fraction. */
import { Money } from "@duka/core"

/** Null for what is no amount of the currency: `12.345` of shillings, `-1`, `1e3`. */
export const minorOf = (said: string | number, currency: Money.Currency): Money.MinorUnits | null => {
  const [, whole, part = ""] = /^(\d{1,13})(?:\.(\d{1,6}))?$/u.exec(String(said).trim()) ?? []
  if (whole === undefined) return null
  const digits = Money.exponent(currency)
  const kept = part.padEnd(digits, "0")
  if (/[1-9]/u.test(kept.slice(digits))) return null
  const minor = Number(`${whole}${kept.slice(0, digits)}`)
  return Number.isSafeInteger(minor) ? minor : null
}
