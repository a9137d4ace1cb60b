import {
  AccountId,
  type Customer,
  type CustomerId,
  CustomerNotFound,
  CustomerStore,
  customerWords,
  LastOwner,
  type Page,
  type Time,
  VersionConflict,
  type WantedWords
} from "@duka/core"
import { Effect, HashMap, Layer, Result } from "effect"
import { Bug } from "./Bug.ts"
import { isLastOwner, withoutAccount } from "./accountChanges.ts"
import { type Change, MemoryTables } from "./MemoryTables.ts"
import { newestFirst, sliced } from "./sliced.ts"
import { row, type Tables } from "./Tables.ts"

const kept = (tables: Tables, customer: Customer): Tables => ({
  ...tables,
  customers: HashMap.set(tables.customers, customer.id, customer)
})

const get = (tables: Tables, id: CustomerId): Result.Result<Customer, CustomerNotFound> => {
  const found = row(tables.customers, id)
  return found === undefined ? Result.fail(new CustomerNotFound({ customerId: id })) : Result.succeed(found)
}

const list = (tables: Tables, { words }: { readonly words: WantedWords }, slice: Page.Slice): Page.Sliced<Customer> => {
  const isWanted = (customer: Customer) => {
    const own = customerWords(customer)
    return words.every((alternatives) => alternatives.some((wanted) => own.some((word) => word.startsWith(wanted))))
  }
  const found =
    words.length === 0 ? HashMap.values(tables.customers) : HashMap.toValues(tables.customers).filter(isWanted)
  return sliced(found, newestFirst, slice)
}

const insert = (tables: Tables, customer: Customer): Change<void> =>
  HashMap.has(tables.customers, customer.id)
    ? Result.fail(new Bug({ message: `There is a customer ${customer.id} already.` }))
    : Result.succeed([undefined, { ...kept(tables, customer), erased: HashMap.remove(tables.erased, customer.id) }])

const replace = (
  tables: Tables,
  customer: Customer,
  read: { readonly version: number }
): Change<Customer, CustomerNotFound | VersionConflict> =>
  Result.flatMap(get(tables, customer.id), (before): Change<Customer, VersionConflict> => {
    if (before.version !== read.version) {
      return Result.fail(new VersionConflict({ expected: read.version, actual: before.version }))
    }
    const saved = { ...customer, version: read.version + 1 }
    return Result.succeed([saved, kept(tables, saved)])
  })

const without = (tables: Tables, id: CustomerId, at: Time.Timestamp): Tables => ({
  ...withoutAccount(tables, AccountId.make(id), at),
  customers: HashMap.remove(tables.customers, id),
  erased: HashMap.set(tables.erased, id, true as const)
})

const remove = (
  tables: Tables,
  id: CustomerId,
  at: Time.Timestamp,
  read?: { readonly account: number | null }
): Change<void, CustomerNotFound | LastOwner | VersionConflict> => {
  const actual = row(tables.accounts, AccountId.make(id))?.account.version ?? null
  if (HashMap.has(tables.customers, id) && read !== undefined && read.account !== actual) {
    return Result.fail(new VersionConflict({ expected: read.account ?? 1, actual: actual ?? 1 }))
  }
  return isLastOwner(tables, AccountId.make(id))
    ? Result.fail(new LastOwner())
    : Result.map(get(tables, id), () => [undefined, without(tables, id, at)] as const)
}

export const layer: Layer.Layer<CustomerStore, never, MemoryTables> = Layer.effect(
  CustomerStore,
  Effect.gen(function* () {
    const { change, find, read } = yield* MemoryTables
    return CustomerStore.of({
      insert: (customer) => change((tables) => insert(tables, customer)),
      get: (id) => find((tables) => get(tables, id)),
      list: (filter, slice) => read((tables) => list(tables, filter, slice)),
      replace: (customer, version) => change((tables) => replace(tables, customer, version)),
      remove: (id, at, read) => change((tables) => remove(tables, id, at, read))
    })
  })
)
