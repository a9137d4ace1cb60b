/** What is no fault of who asks. */
export const unavailable = {
  Internal: {
    status: 500,
    title: "Something went wrong on our side",
    meaning: "A bug or a broken part of the shop. It stands in the server's log; the answer tells nothing more."
  },
  PasswordsBusy: {
    status: 503,
    title: "Too many are signing in",
    meaning:
      "More passwords wait to be compared than can be in reasonable time. Ask again after `Retry-After` seconds; whoever is signed in goes on."
  },
  StorageBusy: {
    status: 503,
    title: "Too busy right now",
    meaning: "Nothing has happened. Ask again after `Retry-After` seconds, with the same key."
  },
  NotReady: {
    status: 503,
    title: "The shop is not ready yet",
    meaning: "The storage cannot be reached, or is being prepared. Ask again after `Retry-After` seconds."
  }
} as const
