import { Schema } from "effect"
import { StoreId } from "./Store.ts"

export class StoreNotFound extends Schema.TaggedError<StoreNotFound>()("StoreNotFound", { storeId: Schema.String }) {
  override get message() {
    return `There is no store ${this.storeId}.`
  }
}

export class StoreSlugTaken extends Schema.TaggedError<StoreSlugTaken>()("StoreSlugTaken", { slug: Schema.String }) {
  override get message() {
    return `The slug ${this.slug} belongs to another store.`
  }
}

/** It holds stock, or stands in the books: orders were served or stock was moved there. */
export class StoreInUse extends Schema.TaggedError<StoreInUse>()("StoreInUse", { storeId: StoreId }) {
  override get message() {
    return "Stock or orders belong to this store. Close it for pickup and delivery instead."
  }
}

export class TooManyStores extends Schema.TaggedError<TooManyStores>()("TooManyStores", { storesMax: Schema.Int }) {
  override get message() {
    return `A shop has at most ${this.storesMax} stores: each cart looks at all of them.`
  }
}
