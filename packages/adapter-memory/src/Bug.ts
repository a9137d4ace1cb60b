import { Data } from "effect"

/** A caller asked for what the port forbids: the change becomes a defect, and nothing has happened. */
export class Bug extends Data.Error<{ readonly message: string }> {}
