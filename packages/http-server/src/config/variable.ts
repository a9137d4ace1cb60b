/** One setting from the environment: what it means, what may stand there, and how it is read. */
import { Config, Effect, Option, Schema } from "effect"

/** What a document and `duka --help` say of a variable. */
export interface Description {
  readonly name: string
  readonly meaning: string
  /** What would be right, as the end of the sentence "expected …". */
  readonly expected: string
  /** What holds when it is not set, in words. */
  readonly otherwise: string
  /** Never shown, whatever is wrong with it. */
  readonly secret: boolean
}

/** A variable whose value cannot be used. */
export class WrongVariable extends Schema.TaggedError<WrongVariable>()("WrongVariable", {
  name: Schema.String,
  /** Null: nothing was given, or it is a secret. */
  given: Schema.NullOr(Schema.String),
  secret: Schema.Boolean,
  expected: Schema.String
}) {
  override get message() {
    const given =
      this.given === null ? (this.secret ? "its value is not shown" : "not set") : JSON.stringify(this.given)
    return `${this.name} (${given}): expected ${this.expected}`
  }
}

export interface Variable<A> extends Description {
  /** The value, or what is wrong with it. An empty value is no value. */
  readonly read: Effect.Effect<A, WrongVariable>
}

/** `config` reads the text of `name` and fails when it is not what is expected. */
export const variable = <A>(description: Description, config: Config.Config<A>): Variable<A> => ({
  ...description,
  read: Effect.catch(config, () =>
    Effect.flatMap(Effect.orDie(Config.option(Config.String(description.name))), (given) =>
      Effect.fail(wrong(description, Option.getOrNull(given)))
    )
  )
})

/** What is said of a variable that is not as expected. */
export const wrong = ({ expected, name, secret }: Description, given: string | null): WrongVariable =>
  new WrongVariable({ name, given: secret ? null : given, secret, expected })
