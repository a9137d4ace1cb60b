/** The queue of the jobs that do nothing. */
export const queueName = "bench"

/** Of one process. */
export const takers = 32
