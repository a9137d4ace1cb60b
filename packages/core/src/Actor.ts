/**
 * Who is asking. Use cases that are not public name `CurrentActor` in their type; whoever calls core provides it.
 */
import { Context, Effect, Option, Schema } from "effect"
import { Uuid } from "./Text.ts"

export const Permission = Schema.Literals([
  "catalog:write",
  "inventory:read",
  "inventory:write",
  "store:write",
  "cart:read",
  "order:read",
  "order:write",
  "payment:write",
  "payment:refund",
  "customer:read",
  "customer:write",
  "staff:manage",
  "audit:read",
  "jobs:manage",
  "message:manage",
  "report:read",
  "webhook:manage"
])
export type Permission = typeof Permission.Type

export const CustomerId = Uuid.pipe(Schema.brand("CustomerId"))
export type CustomerId = typeof CustomerId.Type

/** The session in which somebody signed in; it ends when he logs out. */
const session = { sessionId: Schema.optionalKey(Schema.NonEmptyString) }

/** What a guest shows to read and change what is his: tokens that only he was given. */
const tokens = {
  cartToken: Schema.optionalKey(Schema.NonEmptyString),
  orderToken: Schema.optionalKey(Schema.NonEmptyString)
}

export const Actor = Schema.TaggedUnion({
  Guest: tokens,
  Customer: { id: CustomerId, ...session, ...tokens },
  Staff: { id: Schema.NonEmptyString, ...session, permissions: Schema.Array(Permission) },
  ApiClient: { id: Schema.NonEmptyString, permissions: Schema.Array(Permission) },
  System: {}
})
export type Actor = typeof Actor.Type

export class CurrentActor extends Context.Service<CurrentActor, Actor>()("@duka/core/CurrentActor") {}

/** Everything, for a shop's owner and for the tests. */
export const allPermissions: ReadonlyArray<Permission> = Permission.literals

export class PermissionDenied extends Schema.TaggedError<PermissionDenied>()("PermissionDenied", {
  permission: Permission
}) {
  override get message() {
    return `This needs the permission ${this.permission}.`
  }
}

/** The customer who asks: who works here is one too, if his id is one's. */
export const buyerOf = (actor: Actor): CustomerId | null =>
  actor._tag === "Customer"
    ? actor.id
    : actor._tag === "Staff"
      ? Option.getOrNull(CustomerId.makeOption(actor.id))
      : null

/** A pure question, for the rules that only widen what is seen (staff see every order). */
export const holds = (actor: Actor, permission: Permission): boolean => {
  switch (actor._tag) {
    case "System":
      return true
    case "Staff":
    case "ApiClient":
      return actor.permissions.includes(permission)
    case "Guest":
    case "Customer":
      return false
  }
}

/** The first line of a staff use case: `yield* requires("catalog:write")`. Succeeds with the actor. */
export const requires = (permission: Permission): Effect.Effect<Actor, PermissionDenied, CurrentActor> =>
  Effect.flatMap(CurrentActor, (actor) =>
    holds(actor, permission) ? Effect.succeed(actor) : Effect.fail(new PermissionDenied({ permission }))
  )

/** The room of another room calls its service as the shop itself: the permission was asked for before. */
export const asSystem: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, Exclude<R, CurrentActor>> =
  Effect.provideService(CurrentActor, { _tag: "System" })
