import { Accounts, Carts, Customer, Customers, QuotedCart } from "@duka/core"
import { DukaApi, Me, MergeAnswer } from "@duka/http-api"
import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { changed, created, own, text, versionTag } from "./answers.ts"
import { ended } from "./comingAndGoing.ts"
import { mayRead } from "./reading.ts"

const me = text(Me)
const one = text(Customer)
const quoted = text(QuotedCart)
const merged = text(MergeAnswer)

const shown = (customer: Customer) => changed(one(customer), versionTag(customer.version))

export const mine = HttpApiBuilder.group(
  DukaApi,
  "me",
  Effect.fnUntraced(function* (handlers) {
    const accounts = yield* Accounts
    const carts = yield* Carts
    const customers = yield* Customers
    const id = Effect.map(accounts.mine(), (account) => account.id)
    return handlers.handleAll({
      get: Effect.fnUntraced(function* () {
        const account = yield* accounts.mine()
        const customer = yield* customers.get(account.id)
        return own(me({ account, customer }))
      }),
      update: Effect.fnUntraced(function* ({ headers, payload }) {
        return shown(yield* customers.update(yield* id, payload, mayRead(headers)))
      }),
      erase: Effect.fnUntraced(function* ({ request }) {
        yield* accounts.erase(yield* id)
        return ended(request)
      }),
      addAddress: Effect.fnUntraced(function* ({ headers, payload }) {
        const customer = yield* customers.addAddress(yield* id, payload, mayRead(headers))
        return created(one(customer), { etag: versionTag(customer.version), location: "/v1/me" })
      }),
      updateAddress: Effect.fnUntraced(function* ({ headers, params, payload }) {
        return shown(yield* customers.updateAddress(yield* id, params.id, payload, mayRead(headers)))
      }),
      removeAddress: Effect.fnUntraced(function* ({ headers, params }) {
        return shown(yield* customers.removeAddress(yield* id, params.id, mayRead(headers)))
      }),
      cart: Effect.fnUntraced(function* () {
        yield* id
        const cart = yield* carts.mine()
        return own(quoted(cart), cart.version)
      }),
      mergeCart: Effect.fnUntraced(function* ({ payload }) {
        yield* id
        return own(merged(yield* carts.merge(payload.token)))
      })
    })
  })
)
