import { Effect, Option } from "effect"
import { CurrentActor, type CustomerId, requires } from "../Actor.ts"
import { type Account, AccountId } from "./Account.ts"
import { AccountStore } from "./AccountStore.ts"
import { granting } from "./granting.ts"

/** Customers who work here are no business of who looks after customers. */
export const colleagues = Effect.gen(function* () {
  const store = yield* AccountStore
  const { mayGive } = yield* granting

  /** Refused for an account that holds roles, unless it is one's own: whom one may not make what he is, one may not touch. */
  const mayTouch = Effect.fnUntraced(function* ({ id, roles }: Pick<Account, "id" | "roles">) {
    const actor = yield* CurrentActor
    if (("id" in actor && actor.id === id) || roles.length === 0) return
    yield* requires("staff:manage")
    yield* Effect.catchTag(mayGive(roles), "RoleNotFound", Effect.die)
  })

  /** The customer's account, if he has one and who asks may touch it; null: he has none. */
  const touchable = Effect.fnUntraced(function* (id: CustomerId) {
    const found = yield* Effect.option(store.get(AccountId.make(id)))
    if (Option.isNone(found)) return null
    yield* mayTouch(found.value.account)
    return found.value.account
  })

  return { mayTouch, touchable }
})
