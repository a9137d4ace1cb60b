import { Effect } from "effect"
import { asSystem } from "../Actor.ts"
import { Customers } from "../customer/Customers.ts"
import { Orders } from "../order/Orders.ts"
import { Events } from "../notification/Events.ts"
import { now } from "../Time.ts"
import { type Account, customerOf } from "./Account.ts"
import { AccountStore } from "./AccountStore.ts"

/** What it means that an email is somebody's. */
export const verifying = Effect.gen(function* () {
  const store = yield* AccountStore
  const customers = yield* Customers
  const orders = yield* Orders
  const events = yield* Events

  /** The email is the account's own from now on, and so are the orders that a guest placed with it. Inside a unit. */
  const verified = Effect.fnUntraced(function* (account: Account, email: string) {
    const at = yield* now
    const changed = { ...account, email, emailVerifiedAt: at, updatedAt: at }
    yield* store.replace(changed, { version: account.version })
    const customerId = customerOf(account.id)
    if (email !== account.email) yield* asSystem(customers.update(customerId, { email }))
    yield* asSystem(orders.join(customerId, { email }))
    yield* events.publish({ type: "account.verified", data: { accountId: account.id } })
    return changed
  })

  return { verified }
})
