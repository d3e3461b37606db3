// `$context`: what templates, access logs and events say about a request.

/** Nested names are joined by dots: `identity.sourceIp`, `authorizer.keyId`. */
export type ContextValues = Map<string, string>;

/** Longest name that consists of words and dots, not ending in a dot. */
const VARIABLE = /\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)/g;

/** Replaces `$context.…` as it stands, without quoting: gateway templates are no VTL. */
export const substitute = (template: string, context: ContextValues, missing: string): string =>
  template.replace(VARIABLE, (_whole, name: string) => context.get(name) ?? missing);
