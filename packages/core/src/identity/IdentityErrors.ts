import { Schema } from "effect"

export class AccountNotFound extends Schema.TaggedError<AccountNotFound>()("AccountNotFound", {
  accountId: Schema.String
}) {
  override get message() {
    return `There is no account ${this.accountId}.`
  }
}

/** Never told to somebody who only says that the email is his. */
export class EmailTaken extends Schema.TaggedError<EmailTaken>()("EmailTaken", {}) {
  override get message() {
    return "Another account has this email."
  }
}

export class UsernameTaken extends Schema.TaggedError<UsernameTaken>()("UsernameTaken", { username: Schema.String }) {
  override get message() {
    return `The username ${this.username} belongs to somebody else. Choose another one.`
  }
}

/** The same for a login that nobody has and for a password that is wrong. */
export class InvalidCredentials extends Schema.TaggedError<InvalidCredentials>()("InvalidCredentials", {}) {
  override get message() {
    return "Login and password do not belong together."
  }
}

/** Told to who has shown the right password. */
export class AccountSuspended extends Schema.TaggedError<AccountSuspended>()("AccountSuspended", {}) {
  override get message() {
    return "This account is suspended. Ask the shop."
  }
}

/** Somebody comes from a provider for the first time, and it does not say that the email is his. */
export class EmailNotVerified extends Schema.TaggedError<EmailNotVerified>()("EmailNotVerified", {}) {
  override get message() {
    return "The provider has not verified your email. Verify it there, or sign in another way."
  }
}

/**
 * A token is forged, expired, used up or unknown, or its session has ended. Which one is told to nobody who only holds
 * the token.
 */
export class InvalidToken extends Schema.TaggedError<InvalidToken>()("InvalidToken", {
  token: Schema.Literals(["access", "refresh", "verification", "reset", "invitation", "setup"])
}) {
  override get message() {
    switch (this.token) {
      case "access":
      case "refresh":
        return `The ${this.token} token is no longer good for anything. Sign in again.`
      case "setup":
        return "The setup token is wrong or was used, or the shop has an owner, who logs in. The server prints a new one when it starts without an owner."
      case "verification":
      case "reset":
      case "invitation":
        return "The link is no longer good for anything. Ask for a new one."
    }
  }
}

/** Nothing was looked at. Whose fault it is, and whether it would have been right, is not told. */
export class TooManyAttempts extends Schema.TaggedError<TooManyAttempts>()("TooManyAttempts", {
  /** What was tried: `login`, `register`, `reset`, `key`, `message`. */
  attempt: Schema.String,
  /** So many in `windowSeconds`. */
  limit: Schema.Int,
  windowSeconds: Schema.Int,
  retryAfterSeconds: Schema.Int
}) {
  override get message() {
    return `Too many attempts. Try again in ${this.retryAfterSeconds} seconds.`
  }
}

/** More passwords wait to be hashed than can be in reasonable time. Nothing has happened. */
export class PasswordsBusy extends Schema.TaggedError<PasswordsBusy>()("PasswordsBusy", {
  retryAfterSeconds: Schema.Int
}) {
  override get message() {
    return "Too many people are signing in right now. Try again in a moment."
  }
}

export class SessionNotFound extends Schema.TaggedError<SessionNotFound>()("SessionNotFound", {
  sessionId: Schema.String
}) {
  override get message() {
    return `You have no session ${this.sessionId}.`
  }
}

/** A use case of a person who is signed in, called by somebody who is not. */
export class SignInNeeded extends Schema.TaggedError<SignInNeeded>()("SignInNeeded", {}) {
  override get message() {
    return "Sign in first."
  }
}

export class RoleNotFound extends Schema.TaggedError<RoleNotFound>()("RoleNotFound", { role: Schema.String }) {
  override get message() {
    return `There is no role ${this.role}.`
  }
}

export class RoleNameTaken extends Schema.TaggedError<RoleNameTaken>()("RoleNameTaken", { role: Schema.String }) {
  override get message() {
    return `There is a role ${this.role} already.`
  }
}

export class RoleInUse extends Schema.TaggedError<RoleInUse>()("RoleInUse", { role: Schema.String }) {
  override get message() {
    return `Somebody holds the role ${this.role}. Give them another one first.`
  }
}

export class TooManyRoles extends Schema.TaggedError<TooManyRoles>()("TooManyRoles", { rolesMax: Schema.Int }) {
  override get message() {
    return `A shop has at most ${this.rolesMax} roles.`
  }
}

/** Owners do everything, and nobody changes what that is. */
export class RoleFixed extends Schema.TaggedError<RoleFixed>()("RoleFixed", { role: Schema.String }) {
  override get message() {
    return `The role ${this.role} holds every permission and is neither changed nor removed.`
  }
}

/** It would leave the shop without an owner who can sign in. */
export class LastOwner extends Schema.TaggedError<LastOwner>()("LastOwner", {}) {
  override get message() {
    return "This is the shop's last owner. Make somebody else one first."
  }
}

export class ApiKeyNotFound extends Schema.TaggedError<ApiKeyNotFound>()("ApiKeyNotFound", {
  apiKeyId: Schema.String
}) {
  override get message() {
    return `There is no API key ${this.apiKeyId} that could be revoked.`
  }
}

export class TooManyApiKeys extends Schema.TaggedError<TooManyApiKeys>()("TooManyApiKeys", { keysMax: Schema.Int }) {
  override get message() {
    return `A shop has at most ${this.keysMax} API keys. Revoke one first.`
  }
}
