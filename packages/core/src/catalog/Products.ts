import { Context, Effect, Layer } from "effect"
import type { CurrentActor, PermissionDenied } from "../Actor.ts"
import type { Document } from "../Document.ts"
import type { InvalidInput } from "../Input.ts"
import type { Currency } from "../Money.ts"
import type { InvalidCursor, Page, PageRequest } from "../Page.ts"
import type { StoreId } from "../store/Store.ts"
import type { Read, VersionConflict } from "../Version.ts"
import type { ImageNotFound, LastVariant, ProductAllocated, ProductNotFound, VariantNotFound } from "./CatalogErrors.ts"
import type { Image, Product } from "./Product.ts"
import type {
  BulkProducts,
  NewProduct,
  NewVariant,
  ProductPatch,
  ProductReplacement,
  VariantPatch
} from "./ProductInput.ts"
import type { ProductQuery } from "./ProductQuery.ts"
import type { InsertFailure } from "./ProductStore.ts"
import { creating } from "./creating.ts"
import { editing } from "./editing.ts"
import { reading } from "./reading.ts"

/** In which currency, and whose stock; the shop's currency and any store when left out. */
export interface ReadOptions {
  readonly currency?: Currency
  readonly storeId?: StoreId
}

/** What became of each product of a bulk request, in its order. */
export type BulkOutcome =
  | { readonly _tag: "created"; readonly product: Product }
  | { readonly _tag: "refused"; readonly error: InsertFailure }

export type ChangeFailure =
  | InvalidInput
  | PermissionDenied
  | ProductNotFound
  | VersionConflict
  | InsertFailure
  | ProductAllocated

type Change<E = never> = Effect.Effect<Product, ChangeFailure | E, CurrentActor>

export class Products extends Context.Service<
  Products,
  {
    /** Public: active products. */
    list(
      query: typeof ProductQuery.Encoded,
      request?: PageRequest
    ): Effect.Effect<Page<Product>, InvalidInput | InvalidCursor>
    /** The same as text that is ready for the wire, for callers who have decoded the query. */
    listDocuments(query: ProductQuery, request?: PageRequest): Effect.Effect<Page<Document<Product>>, InvalidCursor>
    /** For staff: of the status asked for, or of any. */
    listAny(
      query: ProductQuery,
      request?: PageRequest
    ): Effect.Effect<Page<Document<Product>>, InvalidCursor | PermissionDenied, CurrentActor>
    /** Public: an active product, by its id or its slug. */
    get(idOrSlug: string, options?: ReadOptions): Effect.Effect<Product, ProductNotFound>
    getDocument(idOrSlug: string, options?: ReadOptions): Effect.Effect<Document<Product>, ProductNotFound>
    /** For staff: whatever its status. */
    getAny(
      idOrSlug: string,
      options?: ReadOptions
    ): Effect.Effect<Document<Product>, ProductNotFound | PermissionDenied, CurrentActor>
    create(
      given: typeof NewProduct.Encoded
    ): Effect.Effect<Product, InvalidInput | PermissionDenied | InsertFailure, CurrentActor>
    /** Up to `productLimits.bulkMax`: each is created or refused by itself. An invalid one refuses them all. */
    createMany(
      given: typeof BulkProducts.Encoded
    ): Effect.Effect<ReadonlyArray<BulkOutcome>, InvalidInput | PermissionDenied, CurrentActor>
    replace(idOrSlug: string, given: typeof ProductReplacement.Encoded, read?: Read): Change
    update(idOrSlug: string, given: typeof ProductPatch.Encoded, read?: Read): Change
    /** Archived instead of removed when it was ever ordered. */
    remove(
      idOrSlug: string,
      read?: Read
    ): Effect.Effect<
      "removed" | "archived",
      PermissionDenied | ProductNotFound | VersionConflict | ProductAllocated,
      CurrentActor
    >
    addVariant(idOrSlug: string, given: typeof NewVariant.Encoded, read?: Read): Change
    updateVariant(
      idOrSlug: string,
      variantId: string,
      given: typeof VariantPatch.Encoded,
      read?: Read
    ): Change<VariantNotFound>
    removeVariant(idOrSlug: string, variantId: string, read?: Read): Change<VariantNotFound | LastVariant>
    /** Appends an image by its address; one that is there already gets the new text. */
    addImage(idOrSlug: string, given: typeof Image.Encoded, read?: Read): Change
    removeImage(idOrSlug: string, url: string, read?: Read): Change<ImageNotFound>
  }
>()("@duka/core/catalog/Products") {
  static readonly layer = Layer.effect(
    Products,
    Effect.map(Effect.all([reading, creating, editing]), ([read, create, edit]) =>
      Products.of({ ...read, ...create, ...edit })
    )
  )
}
