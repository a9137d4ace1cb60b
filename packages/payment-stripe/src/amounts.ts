/**
 * Amounts as Stripe counts them (docs.stripe.com/currencies): in the smallest unit of the currency, with exceptions that are
 * not those of ISO 4217. What Stripe cannot express is null, never rounded.
 */
import { Money } from "@duka/core"

/** Counted whole. Ariary (MGA) too, though ISO 4217 gives them two digits. */
const whole: ReadonlySet<string> = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "))

/** Counted in thousandths, of which the last digit has to be 0. */
const thousandths: ReadonlySet<string> = new Set("BHD JOD KWD OMR TND".split(" "))

/** Everything else in hundredths: also krónur (ISK) and shillings of Uganda (UGX), which have none. */
const digitsOf = (currency: Money.Currency): 0 | 2 | 3 => (whole.has(currency) ? 0 : thousandths.has(currency) ? 3 : 2)

/** What Stripe takes cards in, as far as an account has them. */
export const currencies: ReadonlyArray<Money.Currency> =
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW"
    .split(" ")
    .map((code) => Money.Currency.make(code))

/** The smallest amount that Stripe can express, in minor units. */
export const stepOf = (currency: Money.Currency): Money.MinorUnits =>
  thousandths.has(currency) ? 10 : 10 ** Math.max(0, Money.exponent(currency) - digitsOf(currency))

/** How many of Stripe's units are one minor unit; below 1 where Stripe's are larger. */
const unitsIn = (currency: Money.Currency) => digitsOf(currency) - Money.exponent(currency)

const scaled = (amount: number, power: number): number | null => {
  const by = 10 ** Math.abs(power)
  const to = power < 0 ? amount / by : amount * by
  return Number.isSafeInteger(to) ? to : null
}

export const unitsOf = ({ amount, currency }: Money.Money): number | null =>
  amount % stepOf(currency) === 0 ? scaled(amount, unitsIn(currency)) : null

/** Null for what is no amount of the currency: half a shilling of Uganda. */
export const minorOf = (units: number, currency: Money.Currency): Money.MinorUnits | null =>
  scaled(units, -unitsIn(currency))
