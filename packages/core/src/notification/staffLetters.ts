/** Letters to everybody who works here and may do something about it. */
import { Effect } from "effect"
import { asSystem, type CustomerId, type Permission } from "../Actor.ts"
import { Customers } from "../customer/Customers.ts"
import { customerOf } from "../identity/Account.ts"
import { Staff } from "../identity/Staff.ts"
import type { Addressee } from "./Mailroom.ts"

export const colleagues = Effect.gen(function* () {
  const staff = yield* Staff
  const customers = yield* Customers

  /** Accounts have an email, profiles a number; whose profile is gone has none. */
  const phoneOf = (id: CustomerId) =>
    asSystem(customers.get(id)).pipe(
      Effect.map(({ phone }) => phone),
      Effect.orElseSucceed(() => null)
    )

  return Effect.fnUntraced(function* (permission: Permission): Effect.fn.Return<ReadonlyArray<Addressee>> {
    const members = yield* Effect.orDie(asSystem(staff.holding(permission)))
    return yield* Effect.forEach(members, ({ email, id, name }) => {
      const customerId = customerOf(id)
      return Effect.map(phoneOf(customerId), (phone): Addressee => ({ customerId, name, email, phone }))
    })
  })
})
