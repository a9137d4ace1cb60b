/**
 * Every use case over whatever ports are provided. The type of the missing ports is one name: `StoragePorts`.
 */
import { Layer, Predicate } from "effect"
import { Digest, Mac, SecureRandom } from "effect/crypto"
import { Audit } from "./audit/Audit.ts"
import { Baskets } from "./cart/Baskets.ts"
import { Carts } from "./cart/Carts.ts"
import { Categories } from "./catalog/Categories.ts"
import { Products } from "./catalog/Products.ts"
import { Checkout } from "./checkout/Checkout.ts"
import { Customers } from "./customer/Customers.ts"
import { Keys } from "./Idempotency.ts"
import { Access } from "./identity/Access.ts"
import { AccountMessages } from "./identity/AccountMessages.ts"
import { Accounts } from "./identity/Accounts.ts"
import { ApiKeys } from "./identity/ApiKeys.ts"
import { PasswordHasher } from "./identity/PasswordHasher.ts"
import { Roles } from "./identity/Roles.ts"
import { Sessions } from "./identity/Sessions.ts"
import { Staff } from "./identity/Staff.ts"
import { TokenSigner } from "./identity/TokenSigner.ts"
import { Ids } from "./Ids.ts"
import { Inventory } from "./inventory/Inventory.ts"
import { Orders } from "./order/Orders.ts"
import type { StoragePorts } from "./StoragePorts.ts"
import { Stores } from "./store/Stores.ts"
import { defaults, Settings, type ShopSettings } from "./Settings.ts"
import * as Shop from "./Shop.ts"
import { StorageMissing } from "./ShopErrors.ts"
import { SecretKey, Tokens } from "./Tokens.ts"

export type UseCases =
  | Accounts
  | ApiKeys
  | Audit
  | Carts
  | Categories
  | Checkout
  | Customers
  | Inventory
  | Orders
  | Products
  | Roles
  | Sessions
  | Staff
  | Stores

/** What signing in takes beside a storage. */
export type IdentityPorts = AccountMessages | PasswordHasher | TokenSigner

const layerNoIdentity: Layer.Layer<IdentityPorts> = Layer.mergeAll(
  AccountMessages.layerNone,
  PasswordHasher.layerMissing,
  TokenSigner.layerMissing
)

/** Randomness, HMAC and digests, as a platform provides them: `Crypto` is Web Crypto's. */
export type CryptoServices = SecureRandom.SecureRandom | Mac.Mac | Digest.Digest

export const layerCrypto: Layer.Layer<CryptoServices> = Layer.mergeAll(Mac.layerWebCrypto, Digest.layerWebCrypto).pipe(
  Layer.provideMerge(SecureRandom.layerWebCrypto)
)

// The annotation is the readable type, and makes a forgotten room an error here and not in an application.
/** Over a platform's own crypto: Node's is faster than Web Crypto for small texts. */
export const layerWith: Layer.Layer<
  UseCases | Tokens,
  never,
  IdentityPorts | StoragePorts | SecretKey | CryptoServices
> = Layer.mergeAll(Accounts.layer, ApiKeys.layer, Roles.layer, Sessions.layer, Staff.layer).pipe(
  Layer.provide(Access.layer),
  Layer.provideMerge(Layer.mergeAll(Checkout.layer, Customers.layer)),
  Layer.provideMerge(Layer.mergeAll(Carts.layer, Orders.layer)),
  Layer.provide(Baskets.layer),
  Layer.provideMerge(Layer.mergeAll(Audit.layer, Categories.layer, Inventory.layer, Products.layer, Stores.layer)),
  // Below: what every room is built on. To replace a room for its callers too, build this pipe with yours.
  Layer.provideMerge(Tokens.layer),
  Layer.provide(Layer.mergeAll(Ids.layer, Keys.layer))
)

/** Over Web Crypto, which every runtime has, for a shop that people sign in to. */
export const layerIdentified: Layer.Layer<UseCases | Tokens, never, IdentityPorts | StoragePorts | SecretKey> =
  layerWith.pipe(Layer.provide(layerCrypto))

/** The same for a shop that nobody signs in to, or whose app says itself who asks, by `CurrentActor`. */
export const layer: Layer.Layer<UseCases | Tokens, never, StoragePorts | SecretKey> = layerIdentified.pipe(
  Layer.provide(layerNoIdentity)
)

/** The record from which the promise facade is derived. */
export const services = {
  accounts: Accounts,
  apiKeys: ApiKeys,
  audit: Audit,
  carts: Carts,
  categories: Categories,
  checkout: Checkout,
  customers: Customers,
  inventory: Inventory,
  orders: Orders,
  products: Products,
  roles: Roles,
  sessions: Sessions,
  staff: Staff,
  stores: Stores
} as const

/** What a shop of promises is opened with. */
export interface OpenOptions<E> {
  /** `MemoryStorage.layer`, `PostgresStorage.layer({ url })` … */
  readonly storage: Layer.Layer<StoragePorts, E>
  /** What signing in takes: `AuthJose.layer(…)`. Left out, nobody signs in: the app says who asks, by `as(actor)`. */
  readonly identity?: Layer.Layer<PasswordHasher | TokenSigner, E>
  /** How people are told of their accounts. Left out, nobody is. */
  readonly messages?: Layer.Layer<AccountMessages, E>
  /** 32 bytes, from which every token is made. Left out, tokens end with the process. */
  readonly secretKey?: Uint8Array
  /** What differs from `Settings.defaults`. */
  readonly settings?: Partial<ShopSettings>
}

/** What stands where a storage should, in words; undefined when it is a storage. */
const noStorage = (options: unknown): string | undefined => {
  const storage = Predicate.hasProperty(options, "storage") ? options.storage : undefined
  if (Layer.isLayer(storage)) return undefined
  if (storage === undefined) return "nothing"
  if (storage === null) return "null"
  return `${typeof storage === "object" ? "an" : "a"} ${typeof storage}`
}

/** The whole shop as promises; rejects when the storage cannot be opened. Close it when you are done. */
export const open = <E>(options: OpenOptions<E>): Promise<Shop.Shop<typeof services>> => {
  const given = noStorage(options)
  if (given !== undefined) return Promise.reject(new StorageMissing({ given }))
  const { identity, messages, secretKey, settings, storage } = options
  return Shop.open(
    services,
    layerIdentified.pipe(
      Layer.provide(storage),
      Layer.provide(identity ?? Layer.merge(PasswordHasher.layerMissing, TokenSigner.layerMissing)),
      Layer.provide(messages ?? AccountMessages.layerNone),
      Layer.provide(secretKey === undefined ? SecretKey.layerRandom : SecretKey.layerOf(secretKey)),
      Layer.provide(Layer.succeed(Settings, { ...defaults, ...settings }))
    )
  )
}
