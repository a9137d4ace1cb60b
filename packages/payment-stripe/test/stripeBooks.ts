/** What Stripe does with what it is asked for, after its API reference. */
import type { Answer } from "../../payment-http/test/loopback.ts"
import { type Form, recordAt, textAt } from "./form.ts"
import { found, type Intent, invalid, missing, type Refund, type Session } from "./stripeWords.ts"

/** With the least that can be charged, in its own units. */
const least: Readonly<Record<string, number>> = { kes: 50, ngn: 50, usd: 50, jpy: 50, ugx: 50, kwd: 50 }

export const makeBooks = (now: () => number) => {
  const sessions = new Map<string, Session>()
  const intents = new Map<string, Intent>()
  const refunds: Array<Refund> = []

  const made = (kind: string, count: number) => `${kind}_${String(count + 1).padStart(8, "0")}`

  const newIntent = (form: Form, amount: number, currency: string): Intent => {
    const id = made("pi", intents.size)
    const intent: Intent = {
      id,
      object: "payment_intent",
      created: now(),
      amount,
      currency,
      client_secret: `${id}_secret_of-the-buyer`,
      capture_method: textAt(form, "capture_method") ?? "automatic_async",
      status: "requires_payment_method",
      amount_capturable: 0,
      amount_received: 0,
      cancellation_reason: null,
      last_payment_error: null,
      metadata: recordAt(form, "metadata")
    }
    intents.set(id, intent)
    return intent
  }

  const shownIntent = (intent: Intent, expand: string | undefined) => {
    const of = refunds.filter(({ payment_intent: id }) => id === intent.id)
    const charge = { id: `ch_${intent.id.slice(3)}`, object: "charge", receipt_number: null }
    const wasTried = intent.amount_received > 0 || intent.amount_capturable > 0
    const isExpanded = expand?.endsWith("latest_charge.refunds")
    const expanded = {
      ...charge,
      refunds: { object: "list", data: of.slice(-10).reverse(), has_more: of.length > 10 }
    }
    return { ...intent, latest_charge: wasTried ? (isExpanded ? expanded : charge.id) : null }
  }

  const shownSession = ({ form: _form, ...session }: Session, expand?: string) => {
    const intent = intents.get(session.payment_intent ?? "")
    return expand === undefined || intent === undefined
      ? session
      : { ...session, payment_intent: shownIntent(intent, expand) }
  }

  const wrongAmount = (amount: string | undefined, currency: string | undefined, param: string) => {
    const min = least[currency ?? ""]
    if (min === undefined) return invalid({ param: `${param}[currency]`, message: `Invalid currency: ${currency}.` })
    if (!/^\d+$/u.test(amount ?? "")) return invalid({ code: "parameter_invalid_integer", message: "Invalid integer" })
    return Number(amount) < min
      ? invalid({ code: "amount_too_small", param, message: "Amount must convert to at least 50 cents." })
      : null
  }

  const createSession = (form: Form): Answer => {
    const price = "line_items.0.price_data"
    const [amount, currency] = [textAt(form, `${price}.unit_amount`), textAt(form, `${price}.currency`)]
    if (textAt(form, "mode") !== "payment") return invalid({ param: "mode", message: "Missing required param: mode." })
    if (textAt(form, "success_url") === undefined) {
      return invalid({ code: "parameter_missing", param: "success_url", message: "Missing required param." })
    }
    const email = textAt(form, "customer_email")
    if (email !== undefined && !/^\S+@\S+\.\S+$/u.test(email)) {
      return invalid({ code: "email_invalid", param: "customer_email", message: `Invalid email address: ${email}` })
    }
    const wrong = wrongAmount(amount, currency, "line_items[0][price_data]")
    if (wrong !== null) return wrong
    const id = made("cs_test", sessions.size)
    const session: Session = {
      id,
      object: "checkout.session",
      created: now(),
      expires_at: now() + 24 * 3600,
      amount_total: Number(amount),
      currency: currency ?? "",
      client_reference_id: textAt(form, "client_reference_id") ?? "",
      metadata: recordAt(form, "metadata"),
      form,
      status: "open",
      url: `https://checkout.stripe.com/c/pay/${id}`,
      payment_intent: null
    }
    sessions.set(id, session)
    return found(shownSession(session))
  }

  const createIntent = (form: Form): Answer => {
    const [amount, currency] = [textAt(form, "amount"), textAt(form, "currency")]
    return wrongAmount(amount, currency, "amount") ?? found(newIntent(form, Number(amount), currency ?? ""))
  }

  const unexpected = (intent: Intent, deed: string) =>
    invalid({
      code: "payment_intent_unexpected_state",
      message: `This PaymentIntent could not be ${deed} because it has a status of ${intent.status}.`
    })

  const capture = (intent: Intent, form: Form): Answer => {
    if (intent.status !== "requires_capture") return unexpected(intent, "captured")
    const amount = Number(textAt(form, "amount_to_capture") ?? intent.amount_capturable)
    if (amount > intent.amount_capturable)
      return invalid({ code: "amount_too_large", message: "More than capturable." })
    Object.assign(intent, { status: "succeeded", amount_received: amount, amount_capturable: 0 })
    return found(shownIntent(intent, undefined))
  }

  const cancel = (intent: Intent): Answer => {
    const ofSession = [...sessions.values()].some(({ payment_intent: id }) => id === intent.id)
    if (ofSession && intent.status !== "requires_capture") return unexpected(intent, "canceled: it is of a session")
    if (intent.status === "succeeded" || intent.status === "canceled") return unexpected(intent, "canceled")
    Object.assign(intent, { status: "canceled", amount_capturable: 0 })
    return found(shownIntent(intent, undefined))
  }

  const end = (session: Session): Answer => {
    if (session.status !== "open") {
      return invalid({ message: `Only Checkout Sessions with a status in ["open"] can be expired.` })
    }
    Object.assign(session, { status: "expired", url: null })
    return found(shownSession(session))
  }

  const refund = (form: Form): Answer => {
    const intent = intents.get(textAt(form, "payment_intent") ?? "")
    if (intent === undefined) return missing("payment_intent", String(form["payment_intent"]))
    const before = refunds.reduce(
      (sum, each) =>
        each.payment_intent === intent.id && each.status !== "failed" && each.status !== "canceled"
          ? sum + each.amount
          : sum,
      0
    )
    const amount = Number(textAt(form, "amount"))
    if (before + amount > intent.amount_received) {
      return invalid({ param: "amount", message: "Refund amount is greater than unrefunded amount on charge" })
    }
    const one: Refund = {
      id: made("re", refunds.length),
      object: "refund",
      payment_intent: intent.id,
      amount,
      metadata: recordAt(form, "metadata"),
      status: "succeeded"
    }
    refunds.push(one)
    return found(one)
  }

  const list = <A extends { readonly id: string }>(items: ReadonlyArray<A>, query: Form): Answer => {
    const after = textAt(query, "starting_after")
    const newest = [...items].reverse()
    const rest = after === undefined ? newest : newest.slice(newest.findIndex(({ id }) => id === after) + 1)
    const limit = Number(textAt(query, "limit") ?? 10)
    return found({ object: "list", data: rest.slice(0, limit), has_more: rest.length > limit })
  }

  const within =
    (query: Form) =>
    ({ created }: { readonly created: number }) =>
      created >= Number(textAt(query, "created.gte") ?? 0) &&
      created <= Number(textAt(query, "created.lte") ?? Infinity)

  const post = (path: string, form: Form): Answer => {
    if (path === "/v1/checkout/sessions") return createSession(form)
    if (path === "/v1/payment_intents") return createIntent(form)
    if (path === "/v1/refunds") return refund(form)
    const [, what, id = "", deed] = /^\/v1\/(checkout\/sessions|payment_intents)\/(\w+)\/(\w+)$/u.exec(path) ?? []
    const [session, intent] = [sessions.get(id), intents.get(id)]
    if (session !== undefined && deed === "expire") return end(session)
    if (intent !== undefined && deed === "capture") return capture(intent, form)
    return intent !== undefined && deed === "cancel" ? cancel(intent) : missing(what ?? "object", id)
  }

  const get = (path: string, query: Form): Answer => {
    const expand = textAt(query, "expand.0")
    if (path === "/v1/checkout/sessions") {
      return list(
        [...sessions.values()].filter(within(query)).map((session) => shownSession(session)),
        query
      )
    }
    if (path === "/v1/payment_intents") return list([...intents.values()].filter(within(query)), query)
    if (path === "/v1/refunds") {
      return list(
        refunds.filter(({ payment_intent: id }) => id === textAt(query, "payment_intent")),
        query
      )
    }
    const id = path.split("/").at(-1) ?? ""
    const [session, intent, one] = [sessions.get(id), intents.get(id), refunds.find((each) => each.id === id)]
    if (session !== undefined) return found(shownSession(session, expand))
    if (intent !== undefined) return found(shownIntent(intent, expand))
    return one === undefined ? missing("object", id) : found(one)
  }

  return { sessions, intents, refunds, newIntent, post, get }
}
