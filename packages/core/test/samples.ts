/** Values of the model that the tests of core share. */
import { Money, Time } from "@duka/core"

/** Every currency there is: three capitals that the model knows. */
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
export const currencies: ReadonlyArray<string> = letters.flatMap((a) =>
  letters.flatMap((b) =>
    letters.flatMap((c) => (Money.Currency.makeOption(a + b + c)._tag === "Some" ? [a + b + c] : []))
  )
)

export const KES = Money.Currency.make("KES")
export const UGX = Money.Currency.make("UGX")
export const USD = Money.Currency.make("USD")

const opening = Time.Timestamp.make("2026-11-20T09:00:00.000Z")

/** So many seconds after the beginning of time in the tests. */
export const at = (seconds: number): Time.Timestamp => Time.after(opening, seconds)

/** The same id for the same number, and another one for another. */
export const uuid = (number: number): string => `0190a7c0-0000-7000-8000-${number.toString(16).padStart(12, "0")}`
