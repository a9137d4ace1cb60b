import type { StoragePorts } from "@duka/core"
import type { Layer } from "effect"
import * as AccountStoreSuite from "./AccountStoreSuite.ts"
import * as ApiKeyStoreSuite from "./ApiKeyStoreSuite.ts"
import * as AuditStoreSuite from "./AuditStoreSuite.ts"
import * as CartStoreSuite from "./CartStoreSuite.ts"
import * as CategoryStoreSuite from "./CategoryStoreSuite.ts"
import * as CheckoutStoreSuite from "./CheckoutStoreSuite.ts"
import * as CustomerStoreSuite from "./CustomerStoreSuite.ts"
import * as DraftOrderStoreSuite from "./DraftOrderStoreSuite.ts"
import * as ExternalIdentityStoreSuite from "./ExternalIdentityStoreSuite.ts"
import * as InventoryStoreSuite from "./InventoryStoreSuite.ts"
import * as JobQueueSuite from "./JobQueueSuite.ts"
import * as JobStoreSuite from "./JobStoreSuite.ts"
import * as LinkStoreSuite from "./LinkStoreSuite.ts"
import * as MessageStoreSuite from "./MessageStoreSuite.ts"
import * as OrderStoreSuite from "./OrderStoreSuite.ts"
import * as PaymentStoreSuite from "./PaymentStoreSuite.ts"
import * as PreferenceStoreSuite from "./PreferenceStoreSuite.ts"
import * as ProductStoreSuite from "./ProductStoreSuite.ts"
import * as RateLimiterStoreSuite from "./RateLimiterStoreSuite.ts"
import * as ReportStoreSuite from "./ReportStoreSuite.ts"
import * as ReturnStoreSuite from "./ReturnStoreSuite.ts"
import * as RoleStoreSuite from "./RoleStoreSuite.ts"
import * as SessionStoreSuite from "./SessionStoreSuite.ts"
import * as ShipmentStoreSuite from "./ShipmentStoreSuite.ts"
import * as StockAlertStoreSuite from "./StockAlertStoreSuite.ts"
import * as StoreStoreSuite from "./StoreStoreSuite.ts"
import * as UnitOfWorkSuite from "./UnitOfWorkSuite.ts"
import * as WebhookDeliveryStoreSuite from "./WebhookDeliveryStoreSuite.ts"
import * as WebhookEndpointStoreSuite from "./WebhookEndpointStoreSuite.ts"

/** Every law of every storage port. Each suite builds the storage once; they may all be given the same database. */
export const suites = (adapter: string, storage: Layer.Layer<StoragePorts, unknown>): void => {
  ProductStoreSuite.suite(adapter, storage)
  CategoryStoreSuite.suite(adapter, storage)
  InventoryStoreSuite.suite(adapter, storage)
  StoreStoreSuite.suite(adapter, storage)
  CartStoreSuite.suite(adapter, storage)
  CheckoutStoreSuite.suite(adapter, storage)
  DraftOrderStoreSuite.suite(adapter, storage)
  OrderStoreSuite.suite(adapter, storage)
  MessageStoreSuite.suite(adapter, storage)
  PreferenceStoreSuite.suite(adapter, storage)
  StockAlertStoreSuite.suite(adapter, storage)
  PaymentStoreSuite.suite(adapter, storage)
  ShipmentStoreSuite.suite(adapter, storage)
  ReturnStoreSuite.suite(adapter, storage)
  ReportStoreSuite.suite(adapter, storage)
  CustomerStoreSuite.suite(adapter, storage)
  AccountStoreSuite.suite(adapter, storage)
  ApiKeyStoreSuite.suite(adapter, storage)
  AuditStoreSuite.suite(adapter, storage)
  RoleStoreSuite.suite(adapter, storage)
  SessionStoreSuite.suite(adapter, storage)
  LinkStoreSuite.suite(adapter, storage)
  RateLimiterStoreSuite.suite(adapter, storage)
  ExternalIdentityStoreSuite.suite(adapter, storage)
  JobQueueSuite.suite(adapter, storage)
  JobStoreSuite.suite(adapter, storage)
  WebhookEndpointStoreSuite.suite(adapter, storage)
  WebhookDeliveryStoreSuite.suite(adapter, storage)
  UnitOfWorkSuite.suite(adapter, storage)
}
