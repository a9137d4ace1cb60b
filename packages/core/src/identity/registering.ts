import { Effect, Option } from "effect"
import { asSystem } from "../Actor.ts"
import { Customers } from "../customer/Customers.ts"
import { input } from "../Input.ts"
import { Events } from "../notification/Events.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Account, AccountId, Registration } from "./Account.ts"
import { AccountMessage } from "./AccountMessages.ts"
import { AccountStore } from "./AccountStore.ts"
import { attempts } from "./attempts.ts"
import { linking } from "./linking.ts"
import { PasswordHasher } from "./PasswordHasher.ts"

/** Registering. Whoever does is answered the same, and after about the same work, whether the email has an account or not. */
export const registering = Effect.gen(function* () {
  const store = yield* AccountStore
  const customers = yield* Customers
  const hasher = yield* PasswordHasher
  const units = yield* UnitOfWork
  const events = yield* Events
  const { fromHere, mayWrite } = yield* attempts
  const { behind, link, sendLink, tell } = yield* linking

  const made = Effect.fnUntraced(function* ({ address, email, name, phone, username }: Registration, hash: string) {
    const customer = yield* customers.create({ name, email, phone })
    if (address !== undefined) yield* customers.addAddress(customer.id, address)
    const account: Account = {
      id: AccountId.make(customer.id),
      email,
      username: username ?? null,
      emailVerifiedAt: null,
      roles: [],
      status: "active",
      version: 1,
      createdAt: customer.createdAt,
      updatedAt: customer.createdAt
    }
    yield* store.insert(account, hash)
    yield* events.publish({ type: "account.registered", data: { accountId: account.id } })
    return account
  })

  const register = Effect.fn("Accounts.register")(function* (given: typeof Registration.Encoded) {
    const asked = yield* input(Registration)(given)
    const { email, name } = asked
    yield* fromHere("register")
    const hash = yield* hasher.hash(asked.password)
    const unit = units.commit(made(asked, hash)).pipe(
      asSystem,
      // A customer of our own making is neither refused nor lost.
      Effect.catchTags({
        PermissionDenied: Effect.die,
        InvalidInput: Effect.die,
        RoleNotFound: Effect.die,
        CustomerNotFound: Effect.die,
        TooManyAddresses: Effect.die,
        VersionConflict: Effect.die
      }),
      Effect.map(Option.some),
      Effect.catchTag("EmailTaken", () => Effect.succeed(Option.none()))
    )
    const registered = yield* unit
    if (Option.isSome(registered)) {
      const { id: accountId } = registered.value
      const sent = Effect.flatMap(link(registered.value, "verification", email), (linked) =>
        sendLink("VerifyEmail", { accountId, email, name }, linked)
      )
      return yield* behind(units.commit(sent))
    }
    const found = yield* store.find(email)
    if (found === null) return
    // As much is committed for who has an account as for who has none, and nothing of it changes.
    const { account, passwordHash } = found
    if (passwordHash !== null) yield* store.setPassword(account.id, passwordHash, passwordHash)
    yield* behind(
      Effect.gen(function* () {
        if (!(yield* mayWrite(email))) return
        const owner = yield* Effect.option(asSystem(customers.get(account.id)))
        const name = Option.match(owner, { onNone: () => "", onSome: (customer) => customer.name })
        yield* tell(AccountMessage.AlreadyRegistered({ accountId: account.id, email: account.email, name }))
      }).pipe(units.commit)
    )
  })

  return { register }
})
