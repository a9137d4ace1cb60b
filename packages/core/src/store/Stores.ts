import { Context, Effect, Layer, Option } from "effect"
import { type CurrentActor, type PermissionDenied, requires } from "../Actor.ts"
import { auditing } from "../audit/auditing.ts"
import { slugify } from "../catalog/Slug.ts"
import { Ids } from "../Ids.ts"
import { input, type InvalidInput } from "../Input.ts"
import { type InvalidCursor, type Page, page, type PageRequest, slice } from "../Page.ts"
import { now } from "../Time.ts"
import { type Read, retried, type VersionConflict } from "../Version.ts"
import { NewStore, type Store, StoreId, storeLimits, StorePatch } from "./Store.ts"
import { type StoreInUse, StoreNotFound, type StoreSlugTaken, TooManyStores } from "./StoreErrors.ts"
import { StoreStore } from "./StoreStore.ts"

type Failure = InvalidInput | PermissionDenied | StoreSlugTaken

/** The branches of the shop. */
export class Stores extends Context.Service<
  Stores,
  {
    /** Public, by name. */
    list(request?: PageRequest): Effect.Effect<Page<Store>, InvalidCursor>
    /** Public. */
    get(id: string): Effect.Effect<Store, StoreNotFound>
    create(given: typeof NewStore.Encoded): Effect.Effect<Store, Failure | TooManyStores, CurrentActor>
    update(
      id: string,
      given: typeof StorePatch.Encoded,
      read?: Read
    ): Effect.Effect<Store, Failure | StoreNotFound | VersionConflict, CurrentActor>
    /** Refused once stock or orders belong to it. */
    remove(
      id: string,
      read?: Read
    ): Effect.Effect<void, PermissionDenied | StoreNotFound | StoreInUse | VersionConflict, CurrentActor>
  }
>()("@duka/core/store/Stores") {
  static readonly layer = Layer.effect(
    Stores,
    Effect.gen(function* () {
      const store = yield* StoreStore
      const ids = yield* Ids
      const { record, recorded } = yield* auditing

      const known = (id: string): Effect.Effect<StoreId, StoreNotFound> =>
        Option.match(StoreId.makeOption(id), {
          onNone: () => Effect.fail(new StoreNotFound({ storeId: id })),
          onSome: Effect.succeed
        })

      const get = Effect.fn("Stores.get")((id: string) => Effect.flatMap(known(id), store.get))

      const list = Effect.fn("Stores.list")(function* (request: PageRequest = {}) {
        const asked = yield* slice(request, "name")
        return page(asked, yield* store.list(asked))
      })

      const create = Effect.fn("Stores.create")(function* (given: typeof NewStore.Encoded) {
        yield* requires("store:write")
        const asked = yield* input(NewStore)(given)
        // A bound for what a cart reads, not a guard: two that are made at once may both be the last one.
        const { total } = yield* store.list({ _tag: "Numbered", page: 1, size: 1 })
        const { storesMax } = storeLimits
        if (total !== null && total >= storesMax) return yield* new TooManyStores({ storesMax })
        const at = yield* now
        const made: Store = {
          id: yield* ids.make(StoreId),
          slug: asked.slug ?? slugify(asked.name, "1"),
          name: asked.name,
          address: asked.address,
          point: asked.point ?? null,
          phone: asked.phone ?? null,
          email: asked.email ?? null,
          openingHours: asked.openingHours ?? [],
          serviceRadiusKm: asked.serviceRadiusKm ?? null,
          pickup: asked.pickup ?? true,
          delivers: asked.delivers ?? true,
          version: 1,
          createdAt: at,
          updatedAt: at
        }
        const insert = (one: Store) =>
          store
            .insert(one)
            .pipe(
              Effect.andThen(record({ action: "store.created", subject: one.id, after: one })),
              recorded,
              Effect.as(one)
            )
        if (asked.slug !== undefined) return yield* insert(made)
        // A slug that we made of the name gives way when it is taken; one that was asked for does not.
        return yield* Effect.catchTag(insert(made), "StoreSlugTaken", () =>
          Effect.flatMap(ids.suffix, (suffix) => insert({ ...made, slug: `${made.slug}-${suffix}` }))
        )
      })

      const update = Effect.fn("Stores.update")(function* (
        id: string,
        given: typeof StorePatch.Encoded,
        read: Read = {}
      ) {
        yield* requires("store:write")
        const patch = yield* input(StorePatch)(given)
        const change = Effect.gen(function* () {
          const found = yield* get(id)
          const updatedAt = yield* now
          const version = read.version ?? found.version
          const saved = yield* store.replace({ ...found, ...patch, updatedAt }, { version })
          yield* record({ action: "store.updated", subject: saved.id, before: found, after: saved })
          return saved
        }).pipe(recorded)
        return yield* retried(read)(change)
      })

      const remove = Effect.fn("Stores.remove")(function* (id: string, read: Read = {}) {
        yield* requires("store:write")
        const found = yield* get(id)
        const deed = record({ action: "store.removed", subject: found.id, before: found })
        yield* recorded(Effect.andThen(store.remove(found.id, read), deed))
      })

      return Stores.of({ list, get, create, update, remove })
    })
  )
}
