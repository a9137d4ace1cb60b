export { AuditAction, SubjectKind } from "./actions.ts"
export * from "./Audit.ts"
export * from "./AuditEntry.ts"
export * from "./AuditStore.ts"
