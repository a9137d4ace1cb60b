import type { AccountStore } from "./identity/AccountStore.ts"
import type { ApiKeyStore } from "./identity/ApiKeyStore.ts"
import type { ExternalIdentityStore } from "./identity/ExternalIdentityStore.ts"
import type { LinkStore } from "./identity/LinkStore.ts"
import type { RateLimiterStore } from "./identity/RateLimiterStore.ts"
import type { RoleStore } from "./identity/RoleStore.ts"
import type { SessionStore } from "./identity/SessionStore.ts"
import type { JobQueue } from "./jobs/JobQueue.ts"
import type { JobStore } from "./jobs/JobStore.ts"
import type { AuditStore } from "./audit/AuditStore.ts"
import type { CartStore } from "./cart/CartStore.ts"
import type { CategoryStore } from "./catalog/CategoryStore.ts"
import type { ProductStore } from "./catalog/ProductStore.ts"
import type { CheckoutStore } from "./checkout/CheckoutStore.ts"
import type { DraftOrderStore } from "./checkout/DraftOrderStore.ts"
import type { CustomerStore } from "./customer/CustomerStore.ts"
import type { InventoryStore } from "./inventory/InventoryStore.ts"
import type { MessageStore } from "./notification/MessageStore.ts"
import type { PreferenceStore } from "./notification/PreferenceStore.ts"
import type { StockAlertStore } from "./notification/StockAlertStore.ts"
import type { OrderStore } from "./order/OrderStore.ts"
import type { PaymentStore } from "./payment/PaymentStore.ts"
import type { ReportStore } from "./report/ReportStore.ts"
import type { ReturnStore } from "./order/ReturnStore.ts"
import type { ShipmentStore } from "./order/ShipmentStore.ts"
import type { StoreStore } from "./store/StoreStore.ts"
import type { UnitOfWork } from "./UnitOfWork.ts"
import type { WebhookDeliveryStore } from "./webhook/WebhookDeliveryStore.ts"
import type { WebhookEndpointStore } from "./webhook/WebhookEndpointStore.ts"

/** Every port that a storage adapter provides. */
export type StoragePorts =
  | AccountStore
  | ApiKeyStore
  | AuditStore
  | CartStore
  | CategoryStore
  | CheckoutStore
  | CustomerStore
  | DraftOrderStore
  | ExternalIdentityStore
  | InventoryStore
  | JobQueue
  | JobStore
  | LinkStore
  | MessageStore
  | OrderStore
  | PaymentStore
  | PreferenceStore
  | ProductStore
  | RateLimiterStore
  | ReportStore
  | ReturnStore
  | RoleStore
  | SessionStore
  | ShipmentStore
  | StockAlertStore
  | StoreStore
  | UnitOfWork
  | WebhookDeliveryStore
  | WebhookEndpointStore
