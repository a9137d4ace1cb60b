import type { AccountStore } from "./identity/AccountStore.ts"
import type { ApiKeyStore } from "./identity/ApiKeyStore.ts"
import type { ExternalIdentityStore } from "./identity/ExternalIdentityStore.ts"
import type { LinkStore } from "./identity/LinkStore.ts"
import type { RateLimiterStore } from "./identity/RateLimiterStore.ts"
import type { RoleStore } from "./identity/RoleStore.ts"
import type { SessionStore } from "./identity/SessionStore.ts"
import type { AuditStore } from "./audit/AuditStore.ts"
import type { CartStore } from "./cart/CartStore.ts"
import type { CategoryStore } from "./catalog/CategoryStore.ts"
import type { ProductStore } from "./catalog/ProductStore.ts"
import type { CheckoutStore } from "./checkout/CheckoutStore.ts"
import type { CustomerStore } from "./customer/CustomerStore.ts"
import type { InventoryStore } from "./inventory/InventoryStore.ts"
import type { OrderStore } from "./order/OrderStore.ts"
import type { StoreStore } from "./store/StoreStore.ts"
import type { UnitOfWork } from "./UnitOfWork.ts"

/** Every port that a storage adapter provides. */
export type StoragePorts =
  | AccountStore
  | ApiKeyStore
  | AuditStore
  | CartStore
  | CategoryStore
  | CheckoutStore
  | CustomerStore
  | ExternalIdentityStore
  | InventoryStore
  | LinkStore
  | OrderStore
  | ProductStore
  | RateLimiterStore
  | RoleStore
  | SessionStore
  | StoreStore
  | UnitOfWork
