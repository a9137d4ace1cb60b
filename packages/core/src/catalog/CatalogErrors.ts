import { Schema } from "effect"
import { CategoryId } from "./Category.ts"
import { ProductId, Sku, VariantId } from "./Product.ts"
import { Slug } from "./Slug.ts"

export class ProductNotFound extends Schema.TaggedError<ProductNotFound>()("ProductNotFound", {
  product: Schema.String
}) {
  override get message() {
    return `There is no product ${this.product}.`
  }
}

export class VariantNotFound extends Schema.TaggedError<VariantNotFound>()("VariantNotFound", {
  variantId: Schema.String
}) {
  override get message() {
    return `There is no variant ${this.variantId}.`
  }
}

export class ImageNotFound extends Schema.TaggedError<ImageNotFound>()("ImageNotFound", { url: Schema.String }) {
  override get message() {
    return `The product has no image ${this.url}.`
  }
}

export class SlugTaken extends Schema.TaggedError<SlugTaken>()("SlugTaken", { slug: Slug }) {
  override get message() {
    return `The slug ${this.slug} is taken. Choose another one.`
  }
}

export class SkuTaken extends Schema.TaggedError<SkuTaken>()("SkuTaken", { sku: Sku }) {
  override get message() {
    return `The SKU ${this.sku} belongs to another variant.`
  }
}

/** Units of it are promised to open orders: they are shipped or cancelled first. */
export class ProductAllocated extends Schema.TaggedError<ProductAllocated>()("ProductAllocated", {
  productId: ProductId,
  variantIds: Schema.Array(VariantId)
}) {
  override get message() {
    return "Open orders hold units of it. Ship or cancel them first, or archive the product."
  }
}

/** A product keeps at least one variant. */
export class LastVariant extends Schema.TaggedError<LastVariant>()("LastVariant", { variantId: VariantId }) {
  override get message() {
    return "A product keeps at least one variant. Delete or archive the product instead."
  }
}

export class CategoryNotFound extends Schema.TaggedError<CategoryNotFound>()("CategoryNotFound", {
  category: Schema.String
}) {
  override get message() {
    return `There is no category ${this.category}.`
  }
}

/** Its subcategories are moved or deleted first. Products only lose the category. */
export class CategoryNotEmpty extends Schema.TaggedError<CategoryNotEmpty>()("CategoryNotEmpty", {
  categoryId: CategoryId,
  subcategories: Schema.Int
}) {
  override get message() {
    return `It has ${this.subcategories} subcategories. Move or delete them first.`
  }
}

/** A category cannot stand below itself. */
export class CategoryCycle extends Schema.TaggedError<CategoryCycle>()("CategoryCycle", {
  categoryId: CategoryId,
  parentId: CategoryId
}) {
  override get message() {
    return "A category cannot be moved below itself."
  }
}

export class CategoryTooDeep extends Schema.TaggedError<CategoryTooDeep>()("CategoryTooDeep", {
  depthMax: Schema.Int
}) {
  override get message() {
    return `Categories nest at most ${this.depthMax} deep.`
  }
}

export class TooManyCategories extends Schema.TaggedError<TooManyCategories>()("TooManyCategories", {
  categoriesMax: Schema.Int
}) {
  override get message() {
    return `A shop has at most ${this.categoriesMax} categories: the tree is read as a whole.`
  }
}
