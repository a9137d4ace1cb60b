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
import * as PgExternalIdentityStore from "./PgExternalIdentityStore.ts"
import * as PgInventoryStore from "./PgInventoryStore.ts"
import * as PgLinkStore from "./PgLinkStore.ts"
import * as PgOrderStore from "./PgOrderStore.ts"
import * as PgProductStore from "./PgProductStore.ts"
import * as PgRateLimiterStore from "./PgRateLimiterStore.ts"
import * as PgRoleStore from "./PgRoleStore.ts"
import * as PgSessionStore from "./PgSessionStore.ts"
import * as PgStoreStore from "./PgStoreStore.ts"
import * as PgUnitOfWork from "./PgUnitOfWork.ts"
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
  PgExternalIdentityStore.layer,
  PgInventoryStore.layer,
  PgLinkStore.layer,
  PgOrderStore.layer,
  PgProductStore.layer,
  PgRateLimiterStore.layer,
  PgRoleStore.layer,
  PgSessionStore.layer,
  PgStoreStore.layer,
  PgUnitOfWork.layer,
  StorageHealth.layer
)
