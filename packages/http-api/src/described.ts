/** Words about endpoints for the OpenAPI document. */
import type { Context } from "effect"
import { OpenApi } from "effect/http-api"

export const summary = (text: string, description?: string): Context.Context<never> =>
  OpenApi.annotations({ summary: text, ...(description === undefined ? {} : { description }) })

export const room = (title: string, description: string): Context.Context<never> =>
  OpenApi.annotations({ title, description })
