/**
 * Every use case over whatever ports are provided. The type of the missing ports is one name: `StoragePorts`.
 */
import { Cause, Effect, Layer, Predicate } from "effect"
import { Digest, Mac, SecureRandom } from "effect/crypto"
import { Audit } from "./audit/Audit.ts"
import { Baskets } from "./cart/Baskets.ts"
import type { CartStore } from "./cart/CartStore.ts"
import { cartWork } from "./cart/sweeping.ts"
import type { CheckoutStore } from "./checkout/CheckoutStore.ts"
import { DraftOrders } from "./checkout/DraftOrders.ts"
import type { DraftOrderStore } from "./checkout/DraftOrderStore.ts"
import { checkoutWork, draftOrderWork } from "./checkout/sweeping.ts"
import { inventoryWork } from "./inventory/lowStock.ts"
import { jobWork } from "./jobs/cleaning.ts"
import type { JobQueue } from "./jobs/JobQueue.ts"
import type { JobStore } from "./jobs/JobStore.ts"
import { work, type Work, type Workforce } from "./jobs/Worker.ts"
import { paymentWork } from "./payment/paymentWork.ts"
import { Carts } from "./cart/Carts.ts"
import { Categories } from "./catalog/Categories.ts"
import { Products } from "./catalog/Products.ts"
import { Checkout } from "./checkout/Checkout.ts"
import { Customers } from "./customer/Customers.ts"
import { Keys } from "./Idempotency.ts"
import { Access } from "./identity/Access.ts"
import { Accounts } from "./identity/Accounts.ts"
import { ApiKeys } from "./identity/ApiKeys.ts"
import { PasswordHasher } from "./identity/PasswordHasher.ts"
import { Roles } from "./identity/Roles.ts"
import { Sessions } from "./identity/Sessions.ts"
import { Staff } from "./identity/Staff.ts"
import { TokenSigner } from "./identity/TokenSigner.ts"
import { Ids } from "./Ids.ts"
import { Inventory } from "./inventory/Inventory.ts"
import { Jobs } from "./jobs/Jobs.ts"
import { DeliveryReports } from "./notification/DeliveryReports.ts"
import { Digests, digestWork } from "./notification/Digests.ts"
import { EventLetters } from "./notification/EventLetters.ts"
import { Events } from "./notification/Events.ts"
import { Inbox } from "./notification/Inbox.ts"
import { Mailroom } from "./notification/Mailroom.ts"
import { Messages } from "./notification/Messages.ts"
import { MessageWork } from "./notification/MessageWork.ts"
import { notificationWork } from "./notification/notificationWork.ts"
import { StockAlerts } from "./notification/StockAlerts.ts"
import { Subscriptions } from "./notification/Subscriptions.ts"
import { Orders } from "./order/Orders.ts"
import { OrderReckoning } from "./order/OrderReckoning.ts"
import { PaymentBooks } from "./payment/PaymentBooks.ts"
import type { PaymentProvider } from "./payment/PaymentProvider.ts"
import { layerProviders } from "./payment/PaymentProviders.ts"
import { Providers } from "./payment/Providers.ts"
import { Payments, PaymentWork } from "./payment/Payments.ts"
import { Webhooks } from "./payment/Webhooks.ts"
import { Reports } from "./report/Reports.ts"
import { Returns } from "./order/Returns.ts"
import { Shipments } from "./order/Shipments.ts"
import type { StoragePorts } from "./StoragePorts.ts"
import { Stores } from "./store/Stores.ts"
import { defaults, Settings, type ShopSettings } from "./Settings.ts"
import * as Shop from "./Shop.ts"
import { StorageMissing } from "./ShopErrors.ts"
import { SecretKey, Tokens } from "./Tokens.ts"
import { WebhookCarrier } from "./webhook/WebhookCarrier.ts"
import { WebhookDeliveries } from "./webhook/WebhookDeliveries.ts"
import { WebhookEndpoints } from "./webhook/WebhookEndpoints.ts"
import { webhookWork } from "./webhook/webhookWork.ts"

export type UseCases =
  | Accounts
  | ApiKeys
  | Audit
  | Carts
  | Categories
  | Checkout
  | Customers
  | DeliveryReports
  | DraftOrders
  | Inbox
  | Inventory
  | Jobs
  | Messages
  | Orders
  | Payments
  | Products
  | Reports
  | Returns
  | Roles
  | Sessions
  | Shipments
  | Staff
  | StockAlerts
  | Stores
  | Subscriptions
  | WebhookEndpoints
  | Webhooks

/** What jobs do, and nobody asks for. */
export type Background = Digests | EventLetters | Events | Mailroom | MessageWork | PaymentWork | WebhookDeliveries

/** What signing in takes beside a storage. */
export type IdentityPorts = PasswordHasher | TokenSigner

const layerNoIdentity: Layer.Layer<IdentityPorts> = Layer.mergeAll(
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
  UseCases | Background | Tokens,
  never,
  IdentityPorts | StoragePorts | SecretKey | CryptoServices
> = Layer.mergeAll(
  DeliveryReports.layer,
  Digests.layer,
  EventLetters.layer,
  Inbox.layer,
  Messages.layer,
  MessageWork.layer,
  Subscriptions.layer
).pipe(
  Layer.provideMerge(Layer.mergeAll(Accounts.layer, ApiKeys.layer, Roles.layer, Sessions.layer, Staff.layer)),
  Layer.provide(Access.layer),
  Layer.provideMerge(Layer.mergeAll(Checkout.layer, Customers.layer, StockAlerts.layer)),
  Layer.provideMerge(Layer.mergeAll(PaymentWork.layer, Payments.layer, Webhooks.layer)),
  Layer.provideMerge(Layer.mergeAll(Carts.layer, DraftOrders.layer, Orders.layer, Returns.layer, Shipments.layer)),
  Layer.provide(OrderReckoning.layer),
  Layer.provide(PaymentBooks.layer),
  Layer.provide(Providers.layer),
  Layer.provide(Baskets.layer),
  Layer.provideMerge(
    Layer.mergeAll(Audit.layer, Categories.layer, Inventory.layer, Products.layer, Reports.layer, Stores.layer)
  ),
  Layer.provideMerge(Layer.mergeAll(WebhookDeliveries.layer, WebhookEndpoints.layer)),
  // Below: what every room is built on. To replace a room for its callers too, build this pipe with yours.
  Layer.provideMerge(Layer.mergeAll(Events.layer, Mailroom.layer)),
  Layer.provideMerge(Layer.mergeAll(Jobs.layer, Tokens.layer)),
  Layer.provide(Layer.mergeAll(Ids.layer, Keys.layer))
)

/** Over Web Crypto, which every runtime has, for a shop that people sign in to. */
export const layerIdentified: Layer.Layer<
  UseCases | Background | Tokens,
  never,
  IdentityPorts | StoragePorts | SecretKey
> = layerWith.pipe(Layer.provide(layerCrypto))

/** The same for a shop that nobody signs in to, or whose app says itself who asks, by `CurrentActor`. */
export const layer: Layer.Layer<UseCases | Background | Tokens, never, StoragePorts | SecretKey> = layerIdentified.pipe(
  Layer.provide(layerNoIdentity)
)

/** Everything that is done in the background, by the rooms that it belongs to. */
export const works: Effect.Effect<Work, never, Background | CartStore | CheckoutStore | DraftOrderStore | JobStore> =
  Effect.map(
    Effect.all([
      cartWork,
      checkoutWork,
      draftOrderWork,
      digestWork,
      inventoryWork,
      jobWork,
      notificationWork,
      paymentWork,
      webhookWork
    ]),
    (all): Work => ({
      handlers: all.flatMap(({ handlers }) => handlers),
      timers: all.flatMap(({ timers }) => timers)
    })
  )

/**
 * Runs the jobs of the shop until it is interrupted: payments and refunds that are asked about, orders that expire, carts,
 * drafts and keys that are swept. Any number of processes may; a shop without one that does takes orders, and does nothing
 * more.
 */
export const worker = (workforce: Workforce = {}): Effect.Effect<never, never, Working> =>
  Effect.flatMap(works, (all) => work(all, workforce))

/** Runs them as long as the layer lives, which gives back what is not finished before the storage closes. */
export const layerWorker: Layer.Layer<never, never, Working> = Layer.effectDiscard(
  Effect.suspend(() =>
    Effect.forkScoped(
      Effect.tapCause(worker(), (cause) =>
        Cause.hasInterruptsOnly(cause) ? Effect.void : Effect.logError("The shop's jobs are not run any more.", cause)
      )
    )
  )
)

/** What a worker needs, of everything that a shop is made of. */
export type Working = Background | Jobs | JobQueue | JobStore | CartStore | CheckoutStore | DraftOrderStore

/** The record from which the promise facade is derived. */
export const services = {
  accounts: Accounts,
  apiKeys: ApiKeys,
  audit: Audit,
  carts: Carts,
  categories: Categories,
  checkout: Checkout,
  customers: Customers,
  deliveryReports: DeliveryReports,
  draftOrders: DraftOrders,
  inbox: Inbox,
  inventory: Inventory,
  jobs: Jobs,
  messages: Messages,
  orders: Orders,
  payments: Payments,
  products: Products,
  reports: Reports,
  returns: Returns,
  roles: Roles,
  sessions: Sessions,
  shipments: Shipments,
  staff: Staff,
  stockAlerts: StockAlerts,
  stores: Stores,
  subscriptions: Subscriptions,
  webhookEndpoints: WebhookEndpoints,
  webhooks: Webhooks
} as const

/** What a shop of promises is opened with. */
export interface OpenOptions<E> {
  /** `MemoryStorage.layer`, `PostgresStorage.layer({ url })` … */
  readonly storage: Layer.Layer<StoragePorts, E>
  /** What signing in takes: `AuthJose.layer(…)`. Left out, nobody signs in: the app says who asks, by `as(actor)`. */
  readonly identity?: Layer.Layer<PasswordHasher | TokenSigner, E>
  /**
   * How the shop writes to people: a layer of `MessageTemplates`, with `layerSenders(…)` beside it. Left out, it writes to
   * nobody.
   */
  readonly messages?: Layer.Layer<never, E>
  /** Who takes the money, beside whoever brings the goods. Left out, orders are paid in cash. */
  readonly payments?: ReadonlyArray<PaymentProvider>
  /** What takes webhooks to their receivers. Left out, this process sends none, and leaves them to others. */
  readonly webhooks?: WebhookCarrier
  /** 32 bytes, from which every token is made. Left out, tokens end with the process. */
  readonly secretKey?: Uint8Array
  /** What differs from `Settings.defaults`. */
  readonly settings?: Partial<ShopSettings>
  /**
   * Whether this process runs the shop's jobs until it is closed: orders expire by them, and old carts go. True unless
   * others do.
   */
  readonly worker?: boolean
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
  const { identity, messages, payments = [], secretKey, settings, storage, webhooks, worker = true } = options
  return Shop.open(
    services,
    (worker ? layerWorker : Layer.empty).pipe(
      Layer.provideMerge(layerIdentified),
      Layer.provideMerge(storage),
      Layer.provide(identity ?? Layer.merge(PasswordHasher.layerMissing, TokenSigner.layerMissing)),
      Layer.provide(messages ?? Layer.empty),
      Layer.provide(secretKey === undefined ? SecretKey.layerRandom : SecretKey.layerOf(secretKey)),
      Layer.provide([Layer.succeed(Settings, { ...defaults, ...settings }), layerProviders(...payments)]),
      Layer.provide(Layer.succeed(WebhookCarrier, webhooks ?? null))
    )
  )
}
