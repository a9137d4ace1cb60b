/** Valid entities under ids, slugs and SKUs that nothing else uses, so that suites may share one storage. */
import {
  type Account,
  AccountId,
  type Address,
  type Cart,
  CartId,
  type CartLine,
  CartLineId,
  type Category,
  CategoryId,
  type Contact,
  type Customer,
  CustomerId,
  type DraftOrder,
  DraftOrderId,
  IdempotencyKey,
  type KeyedRequest,
  Money,
  MovementId,
  type OrderId,
  type PlannedMovement,
  type ProductEntry,
  ProductId,
  type ProductSearch,
  type Return,
  ReturnId,
  type Session,
  SessionId,
  type Shipment,
  ShipmentId,
  Sku,
  Slug,
  type Store,
  StoreId,
  Time,
  type VariantEntry,
  VariantId
} from "@duka/core"

export const KES = Money.Currency.make("KES")
export const UGX = Money.Currency.make("UGX")

const opening = Time.Timestamp.make("2026-11-20T09:00:00.000Z")

/** So many seconds after the suites' own beginning of time. */
export const at = (seconds: number): Time.Timestamp => Time.after(opening, seconds)

export const uuid = (): string => crypto.randomUUID()

export const variant = (changes: Partial<VariantEntry> = {}): VariantEntry => {
  const id = changes.id ?? VariantId.make(uuid())
  return {
    id,
    sku: Sku.make(`SKU-${id.toUpperCase()}`),
    optionValues: {},
    prices: [{ currency: KES, amount: 100_000 }],
    taxClass: "standard",
    stockPolicy: "tracked",
    weightGrams: null,
    ...changes
  }
}

export const product = (changes: Partial<ProductEntry> = {}): ProductEntry => {
  const id = changes.id ?? ProductId.make(uuid())
  return {
    id,
    slug: Slug.make(`product-${id}`),
    name: "Chai masala",
    description: "Loose tea with cardamom and ginger.",
    status: "active",
    categoryIds: [],
    tags: [],
    featured: false,
    images: [],
    attributes: {},
    options: [],
    customisations: [],
    leadTimeHours: 0,
    metadata: {},
    variants: [variant()],
    version: 1,
    createdAt: at(0),
    updatedAt: at(0),
    ...changes
  }
}

export const category = (changes: Partial<Category> = {}): Category => {
  const id = changes.id ?? CategoryId.make(uuid())
  return {
    id,
    slug: Slug.make(`category-${id}`),
    name: "Teas",
    description: "",
    parentId: null,
    position: 0,
    version: 1,
    createdAt: at(0),
    updatedAt: at(0),
    ...changes
  }
}

export const store = (changes: Partial<Store> = {}): Store => {
  const id = changes.id ?? StoreId.make(uuid())
  return {
    id,
    slug: `store-${id}`,
    name: "Kilimani",
    address: { lines: ["Argwings Kodhek Road 12"], city: "Nairobi", county: "Nairobi", country: "KE" },
    point: { latitude: -1.2921, longitude: 36.7856 },
    phone: "+254700000001",
    email: null,
    openingHours: [{ day: "monday", opens: "08:00", closes: "18:00" }],
    serviceRadiusKm: null,
    pickup: true,
    delivers: true,
    version: 1,
    createdAt: at(0),
    updatedAt: at(0),
    ...changes
  }
}

export const contact: Contact = { name: "The buyer", phone: "+254700000002", email: "buyer@example.com" }

export const address = (changes: Partial<Address> = {}): Address => ({
  firstName: "First",
  lastName: "Last",
  phone: "+254700000003",
  lines: ["House 7", "Second gate"],
  city: "Nairobi",
  county: "Nairobi",
  postalCode: "00100",
  country: "KE",
  point: { latitude: -1.3, longitude: 36.8 },
  note: "Call at the gate.\nBlue door.",
  ...changes
})

export const customer = (changes: Partial<Customer> = {}): Customer => ({
  id: CustomerId.make(uuid()),
  name: "The customer",
  email: "customer@example.com",
  phone: null,
  addresses: [],
  defaultAddressId: null,
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  ...changes
})

export const cartLine = (variantId: VariantId, changes: Partial<CartLine> = {}): CartLine => ({
  id: CartLineId.make(uuid()),
  variantId,
  quantity: 1,
  customisation: {},
  seenUnitPrice: 100_000,
  ...changes
})

export const cart = (changes: Partial<Cart> = {}): Cart => ({
  id: CartId.make(uuid()),
  customerId: null,
  currency: KES,
  lines: [],
  delivery: null,
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  expiresAt: at(3600),
  ...changes
})

export const draftOrder = (changes: Partial<DraftOrder> = {}): DraftOrder => ({
  id: DraftOrderId.make(uuid()),
  currency: KES,
  lines: [],
  customerId: null,
  contact: null,
  recipient: null,
  delivery: null,
  payment: null,
  note: null,
  orderId: null,
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  expiresAt: at(3600),
  ...changes
})

/** A key that nobody has used, within a scope of its own. */
export const request = (changes: Partial<KeyedRequest> = {}): KeyedRequest => ({
  scope: `scope-${uuid()}`,
  key: IdempotencyKey.make(uuid()),
  requestHash: "first",
  ...changes
})

export const movement = (
  variantId: VariantId,
  storeId: StoreId,
  changes: Partial<PlannedMovement> = {}
): PlannedMovement => ({
  id: MovementId.make(uuid()),
  variantId,
  storeId,
  kind: "receipt",
  quantity: 1,
  ...changes
})

/** A search that finds every product, newest first. */
export const search = (changes: Partial<ProductSearch> = {}): ProductSearch => ({
  words: [],
  currency: KES,
  sort: "-createdAt",
  ...changes
})

export const account = (changes: Partial<Account> = {}): Account => {
  const id = changes.id ?? AccountId.make(uuid())
  return {
    id,
    email: `${id}@example.com`,
    username: null,
    emailVerifiedAt: null,
    roles: [],
    status: "active",
    version: 1,
    createdAt: at(0),
    updatedAt: at(0),
    ...changes
  }
}

/** A hash that nothing else has. */
export const hash = (): string => `${uuid()}${uuid()}`.replaceAll("-", "")

export const session = (changes: Partial<Session> = {}): Session => ({
  id: SessionId.make(uuid()),
  accountId: AccountId.make(uuid()),
  client: { address: "192.0.2.1", agent: "A browser" },
  createdAt: at(0),
  usedAt: at(0),
  expiresAt: at(1000),
  endsAt: at(5000),
  ...changes
})

export const shipment = (orderId: OrderId, changes: Partial<Shipment> = {}): Shipment => ({
  id: ShipmentId.make(uuid()),
  orderId,
  status: "shipped",
  lines: [{ position: 0, quantity: 2 }],
  carrier: "Sendy",
  trackingNumber: "S-1",
  note: "Call at the gate",
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  ...changes
})

export const returned = (orderId: OrderId, changes: Partial<Return> = {}): Return => ({
  id: ReturnId.make(uuid()),
  orderId,
  status: "requested",
  by: "customer",
  lines: [{ position: 0, quantity: 1, reason: "Too small for Amina", disposition: null }],
  currency: KES,
  worth: null,
  refunded: null,
  reason: null,
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  ...changes
})
