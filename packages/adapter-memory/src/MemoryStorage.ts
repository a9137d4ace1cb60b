import type { StoragePorts } from "@duka/core"
import { Layer } from "effect"
import * as MemoryAccountStore from "./MemoryAccountStore.ts"
import * as MemoryApiKeyStore from "./MemoryApiKeyStore.ts"
import * as MemoryAuditStore from "./MemoryAuditStore.ts"
import * as MemoryCartStore from "./MemoryCartStore.ts"
import * as MemoryCategoryStore from "./MemoryCategoryStore.ts"
import * as MemoryCheckoutStore from "./MemoryCheckoutStore.ts"
import * as MemoryCustomerStore from "./MemoryCustomerStore.ts"
import * as MemoryDraftOrderStore from "./MemoryDraftOrderStore.ts"
import * as MemoryExternalIdentityStore from "./MemoryExternalIdentityStore.ts"
import * as MemoryInventoryStore from "./MemoryInventoryStore.ts"
import * as MemoryJobQueue from "./MemoryJobQueue.ts"
import * as MemoryJobStore from "./MemoryJobStore.ts"
import * as MemoryLinkStore from "./MemoryLinkStore.ts"
import * as MemoryMessageStore from "./MemoryMessageStore.ts"
import * as MemoryOrderStore from "./MemoryOrderStore.ts"
import * as MemoryPaymentStore from "./MemoryPaymentStore.ts"
import * as MemoryPreferenceStore from "./MemoryPreferenceStore.ts"
import * as MemoryProductStore from "./MemoryProductStore.ts"
import * as MemoryRateLimiterStore from "./MemoryRateLimiterStore.ts"
import * as MemoryReportStore from "./MemoryReportStore.ts"
import * as MemoryReturnStore from "./MemoryReturnStore.ts"
import * as MemoryRoleStore from "./MemoryRoleStore.ts"
import * as MemorySessionStore from "./MemorySessionStore.ts"
import * as MemoryShipmentStore from "./MemoryShipmentStore.ts"
import * as MemoryStockAlertStore from "./MemoryStockAlertStore.ts"
import * as MemoryStoreStore from "./MemoryStoreStore.ts"
import * as MemoryTables from "./MemoryTables.ts"
import * as MemoryWebhookDeliveryStore from "./MemoryWebhookDeliveryStore.ts"
import * as MemoryWebhookEndpointStore from "./MemoryWebhookEndpointStore.ts"

/** Every storage port, with transactions, over tables that live and die with the layer. Each build is a shop of its own. */
export const layer: Layer.Layer<StoragePorts> = Layer.suspend(() =>
  Layer.mergeAll(
    MemoryAccountStore.layer,
    MemoryApiKeyStore.layer,
    MemoryAuditStore.layer,
    MemoryCartStore.layer,
    MemoryCategoryStore.layer,
    MemoryCheckoutStore.layer,
    MemoryCustomerStore.layer,
    MemoryDraftOrderStore.layer,
    MemoryExternalIdentityStore.layer,
    MemoryInventoryStore.layer,
    MemoryJobQueue.layer,
    MemoryJobStore.layer,
    MemoryLinkStore.layer,
    MemoryMessageStore.layer,
    MemoryOrderStore.layer,
    MemoryPaymentStore.layer,
    MemoryPreferenceStore.layer,
    MemoryProductStore.layer,
    MemoryRateLimiterStore.layer,
    MemoryReportStore.layer,
    MemoryRoleStore.layer,
    MemorySessionStore.layer,
    MemoryReturnStore.layer,
    MemoryShipmentStore.layer,
    MemoryStockAlertStore.layer,
    MemoryStoreStore.layer,
    MemoryWebhookDeliveryStore.layer,
    MemoryWebhookEndpointStore.layer
  ).pipe(Layer.provideMerge(MemoryTables.layer))
)
