/** What the tables hold. Every value is immutable: a change makes a new snapshot that shares what has not changed. */
import type {
  Account,
  AccountId,
  ApiKey,
  ApiKeyId,
  AuditEntry,
  Cart,
  CartId,
  Category,
  CategoryId,
  Channel,
  ChannelPause,
  Customer,
  CustomerId,
  DraftOrder,
  DraftOrderId,
  LedgerEntry,
  Link,
  LinkedIdentity,
  Message,
  MessageId,
  MessageKindName,
  MessagePreferences,
  MessageRule,
  Movement,
  Order,
  OrderId,
  Payment,
  PaymentId,
  ProductEntry,
  ProductId,
  ProviderMessage,
  ProviderMessageId,
  Refund,
  RefundId,
  Return,
  ReturnId,
  Role,
  RoleName,
  Session,
  SessionId,
  Shipment,
  ShipmentId,
  StockAlert,
  StockLevel,
  Store,
  StoreId,
  Time,
  VariantEntry,
  VariantId,
  KeptDelivery,
  WebhookDeliveryId,
  WebhookEndpoint,
  WebhookEndpointId
} from "@duka/core"
import { firstRoles } from "@duka/core"
import { Chunk, HashMap, Option } from "effect"

/** An entry with what lists compare it by. */
export interface KeptProduct {
  readonly entry: ProductEntry
  readonly sortKey: string
  readonly words: ReadonlyArray<string>
  /** Kept unseen for the books: their SKUs stay taken. */
  readonly retired: ReadonlyArray<VariantId>
}

export interface KeptVariant {
  readonly productId: ProductId
  readonly variant: VariantEntry
  readonly retired: boolean
}

export type Level = Pick<StockLevel, "onHand" | "allocated" | "lowStockThreshold">

/** What was done with an idempotency key. */
export interface KeyUse<A> {
  readonly requestHash: string
  readonly at: Time.Timestamp
  readonly answer: A
}

interface PaymentKeyUse {
  readonly requestHash: string
  readonly made: { readonly paymentId: PaymentId } | { readonly refundId: RefundId }
}

export interface KeptJob {
  /** In the order in which they were enqueued. */
  readonly sequence: number
  readonly queue: string
  readonly id: string
  readonly element: unknown
  readonly state: "pending" | "running" | "failed" | "completed"
  readonly attempts: number
  readonly lastError: string | null
  /** In milliseconds since 1970, as the rest. */
  readonly visibleAt: number
  readonly enqueuedAt: number
  readonly changedAt: number
}

export interface KeptAccount {
  readonly account: Account
  readonly passwordHash: string | null
}

export interface KeptSession {
  readonly session: Session
  /** The hash of the one that was not shown yet. */
  readonly current: string
}

/** What access tokens that were made before cannot know. */
export interface AccessChange {
  readonly at: Time.Timestamp
  readonly change: { readonly session: SessionId } | { readonly account: AccountId }
}

export interface Tables {
  readonly products: HashMap.HashMap<ProductId, KeptProduct>
  readonly productSlugs: HashMap.HashMap<string, ProductId>
  readonly variants: HashMap.HashMap<VariantId, KeptVariant>
  readonly skus: HashMap.HashMap<string, VariantId>
  readonly categories: HashMap.HashMap<CategoryId, Category>
  readonly categorySlugs: HashMap.HashMap<string, CategoryId>
  readonly stores: HashMap.HashMap<StoreId, Store>
  readonly levels: HashMap.HashMap<VariantId, ReadonlyMap<StoreId, Level>>
  /** Oldest first. */
  readonly movements: HashMap.HashMap<VariantId, Chunk.Chunk<Movement>>
  readonly moveKeys: HashMap.HashMap<string, KeyUse<ReadonlyArray<StockLevel>>>
  /** Open ones alone: nobody asks for a cart that was placed. */
  readonly carts: HashMap.HashMap<CartId, Cart>
  readonly draftOrders: HashMap.HashMap<DraftOrderId, DraftOrder>
  readonly orders: HashMap.HashMap<OrderId, Order>
  /** What was ever ordered. */
  readonly ordered: HashMap.HashMap<ProductId | VariantId, true>
  readonly lastOrderNumber: number
  readonly placeKeys: HashMap.HashMap<string, KeyUse<OrderId>>
  readonly returns: HashMap.HashMap<ReturnId, Return>
  readonly returnKeys: HashMap.HashMap<string, KeyUse<ReturnId>>
  readonly shipments: HashMap.HashMap<ShipmentId, Shipment>
  readonly shipmentKeys: HashMap.HashMap<string, KeyUse<ShipmentId>>
  readonly customers: HashMap.HashMap<CustomerId, Customer>
  /** Customers who were removed: nothing is sold to them. */
  readonly erased: HashMap.HashMap<CustomerId, true>
  readonly accounts: HashMap.HashMap<AccountId, KeptAccount>
  readonly roles: HashMap.HashMap<RoleName, Role>
  /** By `loginKey` of their email, and of their username. */
  readonly logins: HashMap.HashMap<string, AccountId>
  readonly sessions: HashMap.HashMap<SessionId, KeptSession>
  /** Every hash of a session's refresh tokens, used or not. */
  readonly refreshTokens: HashMap.HashMap<string, SessionId>
  readonly apiKeys: HashMap.HashMap<ApiKeyId, ApiKey>
  readonly apiKeyHashes: HashMap.HashMap<string, ApiKeyId>
  readonly links: HashMap.HashMap<string, Link>
  /** By issuer and subject. */
  readonly externalIdentities: HashMap.HashMap<string, LinkedIdentity>
  /** Oldest first. */
  readonly accessChanges: Chunk.Chunk<AccessChange>
  readonly payments: HashMap.HashMap<PaymentId, Payment>
  readonly refunds: HashMap.HashMap<RefundId, Refund>
  /** What commands about payments have made. */
  readonly paymentKeys: HashMap.HashMap<string, PaymentKeyUse>
  /** As they were appended. */
  readonly ledger: Chunk.Chunk<LedgerEntry>
  readonly providerMessages: HashMap.HashMap<ProviderMessageId, ProviderMessage>
  /** By method and key. */
  readonly providerMessageKeys: HashMap.HashMap<string, ProviderMessageId>
  readonly messages: HashMap.HashMap<MessageId, Message>
  readonly messageKeys: HashMap.HashMap<string, MessageId>
  readonly messageRules: HashMap.HashMap<MessageKindName, MessageRule>
  readonly preferences: HashMap.HashMap<string, MessagePreferences>
  readonly channelPauses: HashMap.HashMap<Channel, ChannelPause>
  /** By customer and variant. */
  readonly stockAlerts: HashMap.HashMap<string, StockAlert>
  readonly webhookEndpoints: HashMap.HashMap<WebhookEndpointId, WebhookEndpoint>
  readonly webhookDeliveries: HashMap.HashMap<WebhookDeliveryId, KeptDelivery>
  /** By endpoint and event. */
  readonly webhookDeliveryKeys: HashMap.HashMap<string, WebhookDeliveryId>
  /** Neither finished nor given up, by queue and id. */
  readonly openJobs: HashMap.HashMap<string, KeptJob>
  /** Finished or given up, by queue and id. */
  readonly endedJobs: HashMap.HashMap<string, KeptJob>
  readonly lastJob: number
  /** When the change was made that they come of, in milliseconds since 1970. */
  readonly now: number
  /** As they were appended. */
  readonly audit: Chunk.Chunk<AuditEntry>
}

export const empty: Tables = {
  products: HashMap.empty(),
  productSlugs: HashMap.empty(),
  variants: HashMap.empty(),
  skus: HashMap.empty(),
  categories: HashMap.empty(),
  categorySlugs: HashMap.empty(),
  stores: HashMap.empty(),
  levels: HashMap.empty(),
  movements: HashMap.empty(),
  moveKeys: HashMap.empty(),
  carts: HashMap.empty(),
  draftOrders: HashMap.empty(),
  orders: HashMap.empty(),
  ordered: HashMap.empty(),
  lastOrderNumber: 0,
  placeKeys: HashMap.empty(),
  returns: HashMap.empty(),
  returnKeys: HashMap.empty(),
  shipments: HashMap.empty(),
  shipmentKeys: HashMap.empty(),
  customers: HashMap.empty(),
  erased: HashMap.empty(),
  accounts: HashMap.empty(),
  roles: HashMap.fromIterable(firstRoles.map((role) => [role.name, role] as const)),
  logins: HashMap.empty(),
  sessions: HashMap.empty(),
  refreshTokens: HashMap.empty(),
  apiKeys: HashMap.empty(),
  apiKeyHashes: HashMap.empty(),
  links: HashMap.empty(),
  externalIdentities: HashMap.empty(),
  accessChanges: Chunk.empty(),
  payments: HashMap.empty(),
  refunds: HashMap.empty(),
  paymentKeys: HashMap.empty(),
  ledger: Chunk.empty(),
  providerMessages: HashMap.empty(),
  providerMessageKeys: HashMap.empty(),
  messages: HashMap.empty(),
  messageKeys: HashMap.empty(),
  messageRules: HashMap.empty(),
  preferences: HashMap.empty(),
  channelPauses: HashMap.empty(),
  stockAlerts: HashMap.empty(),
  webhookEndpoints: HashMap.empty(),
  webhookDeliveries: HashMap.empty(),
  webhookDeliveryKeys: HashMap.empty(),
  openJobs: HashMap.empty(),
  endedJobs: HashMap.empty(),
  lastJob: 0,
  now: 0,
  audit: Chunk.empty()
}

export const row = <K, V>(table: HashMap.HashMap<K, V>, key: K): V | undefined =>
  Option.getOrUndefined(HashMap.get(table, key))

/** Whether it belongs to an order of the customer's. */
export const isOf =
  (tables: Tables, customerId: CustomerId) =>
  ({ orderId }: { readonly orderId: OrderId }): boolean =>
    row(tables.orders, orderId)?.customerId === customerId

const noLevels: ReadonlyMap<StoreId, Level> = new Map()

export const levelsOf = (tables: Tables, variantId: VariantId): ReadonlyMap<StoreId, Level> =>
  row(tables.levels, variantId) ?? noLevels

/** A variant that is not kept for the books alone. */
export const variantOf = (tables: Tables, id: VariantId): KeptVariant | undefined => {
  const kept = row(tables.variants, id)
  return kept?.retired === false ? kept : undefined
}
