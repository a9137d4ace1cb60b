/** M-Pesa moves whole shillings: what it says is read by its digits, never by way of a fraction. */
import { Money } from "@duka/core"

export const shillings = Money.Currency.make("KES")

/** The cents of one. */
export const step = 100

/** Null when it cannot be asked for. */
export const wholeShillings = ({ amount, currency }: Money.Money): number | null =>
  currency === shillings && amount > 0 && amount % step === 0 ? amount / step : null

/** `200.00`, `200` or `0.5`, in cents; null when it is none of them. */
export const centsOf = (text: string): Money.MinorUnits | null => {
  const [, whole, part = ""] = /^(\d{1,10})(?:\.(\d{1,2})0*)?$/u.exec(text.trim()) ?? []
  return whole === undefined ? null : Number(`${whole}${part.padEnd(2, "0")}`)
}
