import {
  AddressNotFound,
  CartNotFound,
  customerLimits,
  type CustomerId,
  CustomerNotFound,
  InvalidInput,
  OrdersOpen,
  TooManyAddresses,
  VersionConflict
} from "@duka/core"
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import {
  as,
  contact,
  customer,
  filled,
  freshKey,
  guest,
  home,
  law,
  opened,
  owner,
  price,
  rooms,
  staff
} from "../opened.ts"
import { uuid } from "../samples.ts"

const room = Effect.map(rooms, ({ customers }) => customers)
const himself = (id: CustomerId) => ({ _tag: "Customer", id }) as const

const registered = Effect.fnUntraced(function* (name = "Buyer") {
  const made = yield* (yield* room).create({ name, email: "buyer@example.com" })
  return { made, me: himself(made.id) }
}, as(owner))

describe("a customer", () => {
  law(
    "sees and changes himself",
    Effect.gen(function* () {
      const customers = yield* room
      const { made, me } = yield* registered()
      expect(yield* as(me)(customers.get(made.id))).toStrictEqual(made)
      const changed = yield* as(me)(customers.update(made.id, { name: "The Buyer", phone: "+254700000001" }))
      expect(changed).toStrictEqual({ ...made, name: "The Buyer", phone: "+254700000001", version: 2 })
      yield* as(me)(customers.update(made.id, { email: null }))
      expect(yield* Effect.flip(as(me)(customers.update(made.id, { phone: null })))).toMatchObject({
        violations: [{ pointer: "/phone", rule: "isReachable" }]
      })
    })
  )

  law(
    "of another person is not found, whoever asks and whatever for",
    Effect.gen(function* () {
      const customers = yield* room
      const { made, me } = yield* registered()
      const changed = yield* as(me)(customers.addAddress(made.id, home))
      const addressId = changed.addresses[0]?.id ?? ""
      for (const actor of [guest, customer(2), staff("order:read", "order:write", "cart:read")]) {
        for (const refused of [
          Effect.flip(as(actor)(customers.get(made.id))),
          Effect.flip(as(actor)(customers.update(made.id, { name: "Mine" }))),
          Effect.flip(as(actor)(customers.addAddress(made.id, home))),
          Effect.flip(as(actor)(customers.updateAddress(made.id, addressId, home))),
          Effect.flip(as(actor)(customers.removeAddress(made.id, addressId))),
          Effect.flip(as(actor)(customers.erase(made.id)))
        ]) {
          expect(yield* refused).toBeInstanceOf(CustomerNotFound)
        }
      }
      expect(yield* as(me)(customers.get(made.id))).toStrictEqual(changed)
    })
  )

  law(
    "is seen by staff who may read, and changed by those who may write",
    Effect.gen(function* () {
      const customers = yield* room
      const { made } = yield* registered()
      expect(yield* as(staff("customer:read"))(customers.get(made.id))).toStrictEqual(made)
      expect((yield* as(staff("customer:read"))(customers.list())).items).toStrictEqual([made])
      expect(yield* as(staff("customer:write"))(customers.update(made.id, { name: "New" }))).toMatchObject({
        name: "New"
      })
      for (const none of [uuid(404), "none"]) {
        expect(yield* Effect.flip(as(owner)(customers.get(none)))).toBeInstanceOf(CustomerNotFound)
      }
    })
  )

  law(
    "needs an email or a phone",
    Effect.gen(function* () {
      const customers = yield* room
      for (const given of [{}, { email: null }, { email: "none" }, { phone: "0700" }]) {
        expect(yield* Effect.flip(as(owner)(customers.create({ name: "Buyer", ...given })))).toBeInstanceOf(
          InvalidInput
        )
      }
      yield* as(owner)(customers.create({ name: "Buyer", email: null, phone: "+254700000001" }))
    })
  )
})

describe("his addresses", () => {
  law(
    "come and go, the first one being offered first",
    Effect.gen(function* () {
      const customers = yield* room
      const { made, me } = yield* registered()
      const by = as(me)
      const one = yield* by(customers.addAddress(made.id, home))
      const two = yield* by(customers.addAddress(made.id, { ...home, city: "Mombasa" }))
      const [first, second] = two.addresses
      expect(one.defaultAddressId).toBe(first?.id)
      expect(two.defaultAddressId).toBe(first?.id)
      const moved = yield* by(customers.updateAddress(made.id, second?.id ?? "", { ...home, city: "Kisumu" }))
      expect(moved.addresses).toStrictEqual([first, { id: second?.id, ...home, city: "Kisumu" }])
      const chosen = yield* by(customers.update(made.id, { defaultAddressId: second?.id ?? null }))
      expect(chosen.defaultAddressId).toBe(second?.id)
      const left = yield* by(customers.removeAddress(made.id, second?.id ?? ""))
      expect(left).toMatchObject({ addresses: [first], defaultAddressId: first?.id })
      const none = yield* by(customers.removeAddress(made.id, first?.id ?? ""))
      expect(none).toMatchObject({ addresses: [], defaultAddressId: null })
    })
  )

  law(
    "are his own: another one is not found, and not offered first",
    Effect.gen(function* () {
      const customers = yield* room
      const { made, me } = yield* registered()
      for (const id of [uuid(404), "none"]) {
        expect(yield* Effect.flip(as(me)(customers.updateAddress(made.id, id, home)))).toBeInstanceOf(AddressNotFound)
        expect(yield* Effect.flip(as(me)(customers.removeAddress(made.id, id)))).toBeInstanceOf(AddressNotFound)
      }
      expect(yield* Effect.flip(as(me)(customers.update(made.id, { defaultAddressId: uuid(404) })))).toMatchObject({
        violations: [{ pointer: "/defaultAddressId", rule: "exists" }]
      })
    })
  )

  law(
    `are ${customerLimits.addressesMax} at most`,
    Effect.gen(function* () {
      const customers = yield* room
      const { made, me } = yield* registered()
      const add = as(me)(customers.addAddress(made.id, home))
      yield* Effect.replicateEffect(add, customerLimits.addressesMax)
      expect(yield* Effect.flip(add)).toBeInstanceOf(TooManyAddresses)
    })
  )

  law(
    "are kept at once, or at the version that was read",
    Effect.gen(function* () {
      const customers = yield* room
      const { made, me } = yield* registered()
      const add = as(me)(customers.addAddress(made.id, home))
      yield* Effect.all([add, add, add], { concurrency: "unbounded" })
      expect((yield* as(me)(customers.get(made.id))).addresses).toHaveLength(3)
      const late = customers.addAddress(made.id, home, { version: 1 })
      expect(yield* Effect.flip(as(me)(late))).toBeInstanceOf(VersionConflict)
    })
  )
})

describe("erasing a person", () => {
  const ordered = Effect.fnUntraced(function* () {
    const { carts, checkout } = yield* rooms
    const shop = yield* opened(9)
    const { made, me } = yield* registered()
    const { cart } = yield* filled(shop, 1, me)
    const { quote } = yield* as(me)(
      carts.setDelivery(cart.id, { method: "local", address: { ...home, note: "Blue door" } })
    )
    const given = {
      cartId: cart.id,
      contact,
      recipient: contact,
      note: "For Mum",
      payment: { method: "cash_on_delivery" }
    } as const
    const { order } = yield* as(me)(checkout.place({ ...given, expectedTotal: quote.totals.total }, freshKey()))
    return { made, me, order, shop }
  })

  law(
    "waits for open orders, says which, and has done nothing by then",
    Effect.gen(function* () {
      const { carts, customers, orders } = yield* rooms
      const { made, me, order, shop } = yield* ordered()
      const { cart } = yield* filled(shop, 1, me)
      const open = yield* Effect.flip(as(me)(customers.erase(made.id)))
      expect(open).toBeInstanceOf(OrdersOpen)
      expect(open).toMatchObject({ orderNumbers: [order.number] })
      expect(yield* as(me)(customers.get(made.id))).toStrictEqual(made)
      expect(yield* as(me)(carts.get(cart.id))).toStrictEqual(cart)
      expect(yield* as(me)(orders.get(order.id))).toMatchObject({ contact, note: "For Mum", version: 1 })
    })
  )

  law(
    "leaves the orders without the person, and nothing else",
    Effect.gen(function* () {
      const { carts, customers, orders } = yield* rooms
      const { made, me, order, shop } = yield* ordered()
      const { cart } = yield* filled(shop, 1, me)
      yield* as(me)(orders.cancel(order.id, { reason: "Buyer has moved" }))
      yield* TestClock.adjust("1 hour")
      yield* as(me)(customers.erase(made.id))
      expect(yield* Effect.flip(as(owner)(customers.get(made.id)))).toBeInstanceOf(CustomerNotFound)
      expect(yield* Effect.flip(as(owner)(carts.get(cart.id)))).toBeInstanceOf(CartNotFound)
      const kept = yield* as(owner)(orders.get(order.id))
      expect(kept).toMatchObject({
        customerId: null,
        contact: null,
        recipient: null,
        note: null,
        totals: order.totals,
        number: order.number
      })
      const text = JSON.stringify(kept)
      for (const secret of ["Buyer", contact.phone, "House 7", "Blue door", "For Mum"])
        expect(text).not.toContain(secret)
      expect(text).toContain("Nairobi")
      expect(yield* Effect.flip(as(me)(customers.erase(made.id)))).toBeInstanceOf(CustomerNotFound)
    })
  )

  law(
    "ends what is sold to them, whoever still asks in their name",
    Effect.gen(function* () {
      const { carts, checkout, customers } = yield* rooms
      const { made, me } = yield* registered()
      const shop = yield* opened(9)
      yield* as(me)(customers.erase(made.id))
      const lines = [{ variantId: shop.variantId, quantity: 1 }]
      const placing = checkout.place(
        { lines, delivery: shop.pickup, contact, payment: { method: "cash_on_delivery" }, expectedTotal: price },
        freshKey()
      )
      expect(yield* Effect.flip(as(me)(placing))).toBeInstanceOf(CustomerNotFound)
      expect(yield* Effect.flip(as(me)(carts.mine()))).toBeInstanceOf(CartNotFound)
      expect(yield* Effect.flip(as(me)(carts.create({ lines })))).toBeInstanceOf(CartNotFound)
    })
  )
})
