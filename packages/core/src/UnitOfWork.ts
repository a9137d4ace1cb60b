import { Context, type Effect } from "effect"

export class UnitOfWork extends Context.Service<
  UnitOfWork,
  {
    /**
     * Every store change inside `work` commits together; if `work` fails, dies or is interrupted, none happened.
     * Units nest: an inner unit that fails takes back only its own changes, and the outer one may go on.
     * Do not let a fiber outlive the unit that forked it, and do not wait inside it for a fiber outside.
     */
    commit<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R>
  }
>()("@duka/core/UnitOfWork") {}
