// Which function an integration or authorizer URI of API Gateway invokes.

/** Both forms: buffered and response-streaming invocations. */
const FUNCTION_URI = /:lambda:path\/[\d-]+\/functions\/(\S+)\/(?:response-streaming-)?invocations$/;

/** Null when the URI is none of Lambda's. */
export const functionNameIn = (uri: string): string | null =>
  FUNCTION_URI.exec(uri)?.[1]?.split(':').at(-1) ?? null;
