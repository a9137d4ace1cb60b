import { Context } from "effect"
import { HttpRouter } from "effect/http"

/** The template of the route that the router has found, as it leaves it in the context of a request's fiber. */
export const routeOf = (context: Context.Context<never>): string =>
  Context.getOrUndefined(context, HttpRouter.RouteContext)?.route.path ?? "(no route)"
