import { Context, Effect, Layer, Option } from "effect"
import {
  type Actor,
  asSystem,
  CurrentActor,
  CustomerId,
  holds,
  type Permission,
  type PermissionDenied,
  requires
} from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { Carts } from "../cart/Carts.ts"
import { DraftOrders } from "../checkout/DraftOrders.ts"
import { idempotencyLimits, StorageBusy } from "../Idempotency.ts"
import { colleagues } from "../identity/colleagues.ts"
import type { LastOwner } from "../identity/IdentityErrors.ts"
import { Ids } from "../Ids.ts"
import { input, InvalidInput } from "../Input.ts"
import { Orders } from "../order/Orders.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { Mailroom } from "../notification/Mailroom.ts"
import { now } from "../Time.ts"
import { UnitOfWork } from "../UnitOfWork.ts"
import { type Read, retried, VersionConflict } from "../Version.ts"
import { Address } from "./Address.ts"
import { AddressId, type Customer, customerLimits, CustomerPatch, NewCustomer } from "./Customer.ts"
import { AddressNotFound, CustomerNotFound, OrdersOpen, TooManyAddresses } from "./CustomerErrors.ts"
import { CustomerStore } from "./CustomerStore.ts"
import { CustomerQuery, wantedWords } from "./search.ts"

/** Who works here is a customer too. */
const isOwn = (actor: Actor, id: string): boolean =>
  (actor._tag === "Customer" || actor._tag === "Staff") && actor.id === id

/** Nobody's own, nor the shop's: somebody who works here does it to somebody else. */
const isStaffs = (actor: Actor, id: string): boolean => actor._tag !== "System" && !isOwn(actor, id)

type Change<E = never> = Effect.Effect<
  Customer,
  InvalidInput | PermissionDenied | CustomerNotFound | VersionConflict | E,
  CurrentActor
>

/**
 * Profiles and addresses. A customer sees and changes his own; another person's is not found. Who works here is changed and
 * erased by himself, or by who manages staff and could give him the roles that he holds.
 */
export class Customers extends Context.Service<
  Customers,
  {
    create(given: typeof NewCustomer.Encoded): Effect.Effect<Customer, InvalidInput | PermissionDenied, CurrentActor>
    get(id: string): Effect.Effect<Customer, CustomerNotFound, CurrentActor>
    /** For staff, newest first: all of them, or those whose name, email or phone is looked for. */
    list(
      filter?: CustomerQuery,
      request?: PageRequest
    ): Effect.Effect<Page<Customer>, InvalidInput | InvalidCursor | PermissionDenied, CurrentActor>
    update(id: string, given: typeof CustomerPatch.Encoded, read?: Read): Change
    addAddress(id: string, given: typeof Address.Encoded, read?: Read): Change<TooManyAddresses>
    updateAddress(id: string, addressId: string, given: typeof Address.Encoded, read?: Read): Change<AddressNotFound>
    removeAddress(id: string, addressId: string, read?: Read): Change<AddressNotFound>
    /**
     * Erases the person once every order is closed: profile, addresses, carts and draft orders go, orders are kept without
     * the person. Of an order that is placed meanwhile this is told, or the order is refused.
     */
    erase(
      id: string
    ): Effect.Effect<void, CustomerNotFound | LastOwner | OrdersOpen | PermissionDenied | StorageBusy, CurrentActor>
  }
>()("@duka/core/customer/Customers") {
  static readonly layer = Layer.effect(
    Customers,
    Effect.gen(function* () {
      const store = yield* CustomerStore
      const orders = yield* Orders
      const carts = yield* Carts
      const draftOrders = yield* DraftOrders
      const mailroom = yield* Mailroom
      const ids = yield* Ids
      const units = yield* UnitOfWork
      const { record, recorded } = yield* auditing
      const { touchable } = yield* colleagues

      /** The id, if who asks may do with that customer what needs the permission: his own, or as staff. */
      const admitted = Effect.fnUntraced(function* (id: string, permission: Permission) {
        const actor = yield* CurrentActor
        const customerId = Option.getOrUndefined(CustomerId.makeOption(id))
        const may = isOwn(actor, id) || holds(actor, permission)
        return customerId === undefined || !may ? yield* new CustomerNotFound({ customerId: id }) : customerId
      })

      /** Who may see him is told what he lacks to change him; to others he is not there. */
      const admittedToChange = Effect.fnUntraced(function* (id: string) {
        const actor = yield* CurrentActor
        if (holds(actor, "customer:read") && !isOwn(actor, id)) yield* requires("customer:write")
        return yield* admitted(id, "customer:write")
      })

      const get = Effect.fn("Customers.get")((id: string) => Effect.flatMap(admitted(id, "customer:read"), store.get))

      const list = Effect.fn("Customers.list")(function* (filter: CustomerQuery = {}, request: PageRequest = {}) {
        yield* requires("customer:read")
        const words = wantedWords(yield* input(CustomerQuery)(filter))
        const asked = yield* slice(request, "-createdAt")
        if (words === null) return page<Customer>(asked, { items: [], next: null, total: 0 })
        return page(asked, yield* store.list({ words }, asked))
      })

      const create = Effect.fn("Customers.create")(function* (given: typeof NewCustomer.Encoded) {
        yield* requires("customer:write")
        const asked = yield* input(NewCustomer)(given)
        const at = yield* now
        const made: Customer = {
          id: yield* ids.make(CustomerId),
          name: asked.name,
          email: asked.email ?? null,
          phone: asked.phone ?? null,
          addresses: [],
          defaultAddressId: null,
          version: 1,
          createdAt: at,
          updatedAt: at
        }
        const deed = record({ action: "customer.created", subject: made.id, after: made })
        yield* recorded(Effect.andThen(store.insert(made), deed))
        return made
      })

      const change = <E>(id: string, read: Read, f: (customer: Customer) => Effect.Effect<Customer, E>) =>
        Effect.gen(function* () {
          const customer = yield* store.get(yield* admittedToChange(id))
          if (isStaffs(yield* CurrentActor, id)) yield* touchable(customer.id)
          if (read.version !== undefined && read.version !== customer.version) {
            return yield* new VersionConflict({ expected: read.version, actual: customer.version })
          }
          const changed = yield* f(customer)
          const updatedAt = yield* now
          const saved = yield* store.replace({ ...changed, updatedAt }, { version: customer.version })
          // What somebody does with his own profile is no act of staff, wherever he works.
          if (!isOwn(yield* CurrentActor, id)) {
            yield* record({ action: "customer.updated", subject: id, before: customer, after: saved })
          }
          return saved
        }).pipe(recorded, retried(read))

      const update = Effect.fn("Customers.update")(function* (
        id: string,
        given: typeof CustomerPatch.Encoded,
        read: Read = {}
      ) {
        const patch = yield* input(CustomerPatch)(given)
        const rule = (pointer: string, rule: string, message: string) =>
          Effect.fail(new InvalidInput({ violations: [{ pointer, rule, message }] }))
        return yield* change(id, read, (customer): Effect.Effect<Customer, InvalidInput> => {
          const next = { ...customer, ...patch }
          if (next.email === null && next.phone === null)
            return rule("/phone", "isReachable", "Expected an email or a phone")
          return next.defaultAddressId !== null &&
            !next.addresses.some((address) => address.id === next.defaultAddressId)
            ? rule("/defaultAddressId", "exists", "Expected the id of one of the addresses")
            : Effect.succeed(next)
        })
      })

      const addAddress = Effect.fn("Customers.addAddress")(function* (
        id: string,
        given: typeof Address.Encoded,
        read: Read = {}
      ) {
        const address = { id: yield* ids.make(AddressId), ...(yield* input(Address)(given)) }
        return yield* change(id, read, (customer) =>
          customer.addresses.length >= customerLimits.addressesMax
            ? Effect.fail(new TooManyAddresses({ most: customerLimits.addressesMax }))
            : Effect.succeed({
                ...customer,
                addresses: [...customer.addresses, address],
                defaultAddressId: customer.defaultAddressId ?? address.id
              })
        )
      })

      const known = (customer: Customer, addressId: string): Effect.Effect<AddressId, AddressNotFound> => {
        const found = customer.addresses.find((address) => address.id === addressId)
        return found === undefined ? Effect.fail(new AddressNotFound({ addressId })) : Effect.succeed(found.id)
      }

      const updateAddress = Effect.fn("Customers.updateAddress")(function* (
        id: string,
        addressId: string,
        given: typeof Address.Encoded,
        read: Read = {}
      ) {
        const address = yield* input(Address)(given)
        return yield* change(id, read, (customer) =>
          Effect.map(known(customer, addressId), (found) => ({
            ...customer,
            addresses: customer.addresses.map((kept) => (kept.id === found ? { id: found, ...address } : kept))
          }))
        )
      })

      const removeAddress = Effect.fn("Customers.removeAddress")(function* (
        id: string,
        addressId: string,
        read: Read = {}
      ) {
        return yield* change(id, read, (customer) =>
          Effect.map(known(customer, addressId), (found) => {
            const addresses = customer.addresses.filter((address) => address.id !== found)
            const kept = customer.defaultAddressId === found ? (addresses[0]?.id ?? null) : customer.defaultAddressId
            return { ...customer, addresses, defaultAddressId: kept }
          })
        )
      })

      const erase = Effect.fn("Customers.erase")(function* (id: string) {
        const customerId = yield* admittedToChange(id)
        const rooms = Effect.gen(function* () {
          const open = yield* orders.openOf(customerId)
          if (open.length > 0) return open
          yield* orders.anonymise(customerId)
          yield* carts.removeOf(customerId)
          yield* draftOrders.removeOf(customerId)
          yield* mailroom.forget(customerId)
          return open
        }).pipe(asSystem, Effect.catchTag("PermissionDenied", Effect.die))
        const erased = units.commit(
          Effect.gen(function* () {
            // Roles that he is given meanwhile are another version of his account: then all of this begins again.
            const account = (yield* touchable(customerId))?.version ?? null
            // Before anything is looked at: from here on nothing is sold to the person.
            yield* store.remove(customerId, yield* now, { account })
            const orderNumbers = yield* rooms
            if (orderNumbers.length > 0) return yield* new OrdersOpen({ customerId, orderNumbers })
            yield* record({ action: "customer.erased", subject: customerId })
          })
        )
        yield* Effect.catchTag(
          retried({})(erased),
          "VersionConflict",
          () => new StorageBusy({ retryAfterSeconds: idempotencyLimits.retryAfterSeconds })
        )
      })

      return Customers.of({ create, get, list, update, addAddress, updateAddress, removeAddress, erase })
    })
  )
}
