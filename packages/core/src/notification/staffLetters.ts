/** Letters to everybody who works here and may do something about it. */
import { Effect } from "effect"
import { asSystem, type Permission } from "../Actor.ts"
import { customerOf } from "../identity/Account.ts"
import { Staff } from "../identity/Staff.ts"
import type { Addressee } from "./Mailroom.ts"

export const colleagues = Effect.map(
  Staff,
  (staff) =>
    (permission: Permission): Effect.Effect<ReadonlyArray<Addressee>> =>
      Effect.map(Effect.orDie(asSystem(staff.holding(permission))), (members) =>
        members.map(({ email, id, name }) => ({ customerId: customerOf(id), name, email, phone: null }))
      )
)
