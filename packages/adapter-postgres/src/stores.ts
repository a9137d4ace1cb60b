/** Every port of core over one database. */
import type { StoragePorts } from "@duka/core"
import { Layer } from "effect"
import type { Database } from "./Database.ts"
import * as PgAccountStore from "./PgAccountStore.ts"
import * as PgApiKeyStore from "./PgApiKeyStore.ts"
import * as PgAuditStore from "./PgAuditStore.ts"
import * as PgCartStore from "./PgCartStore.ts"
import * as PgCategoryStore from "./PgCategoryStore.ts"
import * as PgCheckoutStore from "./PgCheckoutStore.ts"
import * as PgCustomerStore from "./PgCustomerStore.ts"
import * as PgDraftOrderStore from "./PgDraftOrderStore.ts"
import * as PgExternalIdentityStore from "./PgExternalIdentityStore.ts"
import * as PgInventoryStore from "./PgInventoryStore.ts"
import * as PgJobQueue from "./PgJobQueue.ts"
import * as PgJobStore from "./PgJobStore.ts"
import * as PgLinkStore from "./PgLinkStore.ts"
import * as PgMessageStore from "./PgMessageStore.ts"
import * as PgOrderStore from "./PgOrderStore.ts"
import * as PgPaymentStore from "./PgPaymentStore.ts"
import * as PgPreferenceStore from "./PgPreferenceStore.ts"
import * as PgProductStore from "./PgProductStore.ts"
import * as PgRateLimiterStore from "./PgRateLimiterStore.ts"
import * as PgReportStore from "./PgReportStore.ts"
import * as PgReturnStore from "./PgReturnStore.ts"
import * as PgRoleStore from "./PgRoleStore.ts"
import * as PgSessionStore from "./PgSessionStore.ts"
import * as PgShipmentStore from "./PgShipmentStore.ts"
import * as PgStockAlertStore from "./PgStockAlertStore.ts"
import * as PgStoreStore from "./PgStoreStore.ts"
import * as PgUnitOfWork from "./PgUnitOfWork.ts"
import * as PgWebhookDeliveryStore from "./PgWebhookDeliveryStore.ts"
import * as PgWebhookEndpointStore from "./PgWebhookEndpointStore.ts"
import * as StorageHealth from "./StorageHealth.ts"

export type Provided = StoragePorts | StorageHealth.StorageHealth

export const layer: Layer.Layer<Provided, never, Database> = Layer.mergeAll(
  PgAccountStore.layer,
  PgApiKeyStore.layer,
  PgAuditStore.layer,
  PgCartStore.layer,
  PgCategoryStore.layer,
  PgCheckoutStore.layer,
  PgCustomerStore.layer,
  PgDraftOrderStore.layer,
  PgExternalIdentityStore.layer,
  PgInventoryStore.layer,
  PgJobQueue.layer,
  PgJobStore.layer,
  PgLinkStore.layer,
  PgMessageStore.layer,
  PgOrderStore.layer,
  PgPaymentStore.layer,
  PgPreferenceStore.layer,
  PgProductStore.layer,
  PgRateLimiterStore.layer,
  PgReportStore.layer,
  PgReturnStore.layer,
  PgRoleStore.layer,
  PgSessionStore.layer,
  PgShipmentStore.layer,
  PgStockAlertStore.layer,
  PgStoreStore.layer,
  PgUnitOfWork.layer,
  PgWebhookDeliveryStore.layer,
  PgWebhookEndpointStore.layer,
  StorageHealth.layer
)
