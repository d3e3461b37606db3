// What an access log line holds: ids, times and outcomes. No header, query, body, raw path or user agent.

/**
 * `resourcePath` is the route, with its parameters in braces. Not `$context.error.message`: API Gateway quotes the
 * Authorization header in some of them.
 */
const common = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  errorType: '$context.error.responseType',
  integrationStatus: '$context.integration.integrationStatus',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integration.latency',
  responseBytes: '$context.responseLength',
  sourceIp: '$context.identity.sourceIp',
} as const;

/** `deniedCode` is the authorizer's reason, one of our codes. */
export const dataAccessLog = {
  ...common,
  authorizerLatencyMs: '$context.authorizer.integrationLatency',
  keyId: '$context.authorizer.keyId',
  projectId: '$context.authorizer.projectId',
  deniedCode: '$context.authorizer.code',
} as const;

/** Who signed the call, as IAM sees it. */
export const adminAccessLog = {
  ...common,
  callerArn: '$context.identity.userArn',
  accountId: '$context.identity.accountId',
} as const;

export type AccessLogFields = typeof dataAccessLog | typeof adminAccessLog;
