/**
 * Money is whole minor units and a currency. Nothing here rounds but `average`, `taxInside` and `toMultipleOf`, half away
 * from zero, and nothing is lost in a split.
 */
import { type Array, Schema } from "effect"

/** ISO 4217's active currencies by the number of digits after the point. */
const codes = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
  3: "BHD IQD JOD KWD LYD OMR TND"
} as const

const exponents: ReadonlyMap<string, 0 | 2 | 3> = new Map(
  ([0, 2, 3] as const).flatMap((exponent) => codes[exponent].split(" ").map((code) => [code, exponent] as const))
)

export const Currency = Schema.String.check(
  Schema.isPattern(/^[A-Z]{3}$/u, { expected: "a currency code of three capitals, such as KES" }),
  Schema.makeFilter((code: string) => exponents.has(code), {
    expected: "a currency of ISO 4217",
    representation: { id: "duka/isCurrency", payload: null },
    toJsonSchema: () => [{}, true]
  })
)
  .pipe(Schema.brand("Currency"))
  .annotate({ identifier: "Currency" })
export type Currency = typeof Currency.Type

/** How many digits the currency has after the point: KES 2, UGX 0, KWD 3. */
export const exponent = (currency: Currency): 0 | 2 | 3 => exponents.get(currency) ?? 2

export const moneyLimits = { priceMax: 10_000_000_000, surchargeMax: 1_000_000_000 } as const

/** A whole number of minor units (cents), which may be negative. */
export const MinorUnits = Schema.Int
export type MinorUnits = typeof MinorUnits.Type

export class Money extends Schema.Opaque<Money>()(
  Schema.Struct({ amount: MinorUnits, currency: Currency }).annotate({ identifier: "Money" })
) {}

/** A price: zero to a hundred million shillings. */
export const PriceAmount = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: moneyLimits.priceMax }))

/** Basis points: 1600 is 16 %. */
export const BasisPoints = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000 }))
export type BasisPoints = typeof BasisPoints.Type

export const Weight = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
export type Weight = typeof Weight.Type

const absolute = (n: bigint) => (n < 0n ? -n : n)

/** `numerator / denominator`, rounded half away from zero. */
const divided = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = (2n * absolute(numerator) + denominator) / (2n * denominator)
  return numerator < 0n ? -quotient : quotient
}

/** Of a sum of so many, rounded half away from zero. */
export const average = (sum: MinorUnits, count: number): MinorUnits => Number(divided(BigInt(sum), BigInt(count)))

/** The tax inside a price that includes it: `gross · r / (1 + r)`, rounded once, half away from zero. */
export const taxInside = (gross: MinorUnits, rate: BasisPoints): MinorUnits =>
  Number(divided(BigInt(gross) * BigInt(rate), 10_000n + BigInt(rate)))

/** The nearest multiple of `step`, half away from zero: what cash can pay. */
export const toMultipleOf = (amount: MinorUnits, step: MinorUnits): MinorUnits =>
  Number(divided(BigInt(amount), BigInt(step)) * BigInt(step))

/**
 * Splits a total by weights with the largest remainder. The parts always sum to `total`; a zero weight gets nothing,
 * unless every weight is zero: then the first part takes all.
 */
export const split = (
  total: MinorUnits,
  weights: Array.NonEmptyReadonlyArray<Weight>
): Array.NonEmptyReadonlyArray<MinorUnits> => {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  const [first, ...others] = weights
  if (whole === 0n) return [total, ...others.map(() => 0)]
  const magnitude = BigInt(Math.abs(total))
  const shares = [first, ...others].map((weight, index) => {
    const product = magnitude * BigInt(weight)
    return { index, units: product / whole, remainder: product % whole }
  })
  const missing = Number(magnitude - shares.reduce((sum, share) => sum + share.units, 0n))
  const lucky = new Set(
    shares
      .toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
      .slice(0, missing)
      .map((share) => share.index)
  )
  const part = (share: (typeof shares)[number] | undefined): MinorUnits =>
    share === undefined ? 0 : Math.sign(total) * (Number(share.units) + (lucky.has(share.index) ? 1 : 0)) || 0
  const [head, ...tail] = shares
  return [part(head), ...tail.map(part)]
}

/** The amount in major units, as machines read it: `1299.00`, `-0.50`. */
export const decimal = ({ amount, currency }: Money): string => {
  const digits = exponent(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, "0")
  const whole = text.slice(0, text.length - digits)
  return `${amount < 0 ? "-" : ""}${whole}${digits === 0 ? "" : `.${text.slice(-digits)}`}`
}

/** For people: `KES 1,299.00`. */
export const format = (money: Money): string => {
  const [whole = "", fraction] = decimal(money).split(".")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",")
  return `${money.currency} ${grouped}${fraction === undefined ? "" : `.${fraction}`}`
}
