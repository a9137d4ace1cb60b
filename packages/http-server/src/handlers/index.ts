import { Duka } from "@duka/core"
import { Authentication, RequestRules } from "@duka/http-api"
import { Context, Effect, Layer, Scope } from "effect"
import { auth } from "./AuthHandlers.ts"
import { carts } from "./CartsHandlers.ts"
import { categories } from "./CategoriesHandlers.ts"
import { inventory } from "./InventoryHandlers.ts"
import { mine } from "./MeHandlers.ts"
import { operations } from "./OperationsHandlers.ts"
import { orders } from "./OrdersHandlers.ts"
import { products } from "./ProductsHandlers.ts"
import { stores } from "./StoresHandlers.ts"
import { tracking } from "./TrackingHandlers.ts"
import { wellKnown } from "./WellKnownHandlers.ts"

const groups = Layer.mergeAll(
  auth,
  carts,
  categories,
  inventory,
  mine,
  operations,
  orders,
  products,
  stores,
  tracking,
  wellKnown
)

type Asked = Layer.Services<typeof groups> | Scope.Scope

/**
 * What a group is built in is laid over the context of each of its requests, one service after the other: groups are built
 * in what they ask for, and not in everything that a shop is made of.
 */
const asked: (context: Context.Context<Asked>) => Context.Context<Asked> = Context.pick(
  Authentication,
  RequestRules,
  Scope.Scope,
  ...Object.values(Duka.services)
)

/** Every group of the contract. */
export const handlers = Layer.effectContext(Effect.updateContext(Layer.build(groups), asked))
