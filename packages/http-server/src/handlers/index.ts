import { Layer } from "effect"
import { carts } from "./CartsHandlers.ts"
import { categories } from "./CategoriesHandlers.ts"
import { inventory } from "./InventoryHandlers.ts"
import { operations } from "./OperationsHandlers.ts"
import { orders } from "./OrdersHandlers.ts"
import { products } from "./ProductsHandlers.ts"
import { stores } from "./StoresHandlers.ts"
import { tracking } from "./TrackingHandlers.ts"

/** Every group of the contract. */
export const handlers = Layer.mergeAll(carts, categories, inventory, operations, orders, products, stores, tracking)
