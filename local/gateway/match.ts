// Finds the method of an API that answers a request, by API Gateway's rules on raw paths.
import type { ApiModel, MethodModel } from '../template/model.ts';

export type Match = {
  readonly method: MethodModel;
  /** As they stood in the URL, undecoded; null when the path has none. */
  readonly pathParameters: Readonly<Record<string, string>> | null;
};

type Route = {
  readonly method: MethodModel;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Sorts the most specific first: literal segments, then parameters, then greedy ones; a named method before ANY. */
  readonly rank: string;
};

export type Matcher = (httpMethod: string, path: string) => Match | null;

/** The matcher answers null when nothing serves this path and method; its path begins after the stage. */
export function createMatcher(api: ApiModel): Matcher {
  const routes = api.methods.map(toRoute).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return (httpMethod, path) => {
    if (!isMatchable(path)) return null;
    for (const { method, pattern, names } of routes) {
      const found = serves(method, httpMethod) ? pattern.exec(path) : null;
      if (found !== null) return { method, pathParameters: parametersOf(names, found) };
    }
    return null;
  };
}

const serves = ({ httpMethod }: MethodModel, wanted: string): boolean =>
  httpMethod === wanted || httpMethod === 'ANY';

/** Paths with empty or dot segments, in whatever encoding they come, are never matched. */
const isMatchable = (path: string): boolean =>
  path === '/' ||
  (path.startsWith('/') &&
    !path
      .slice(1)
      .split('/')
      .some((segment) => /^(?:\.|%2e){0,2}$/i.test(segment)));

const PARAMETER = /^\{(.+?)(\+?)\}$/;

const literal = (text: string): string => text.replace(/[^\w-]/g, '\\$&');

function toRoute(method: MethodModel): Route {
  const names: string[] = [];
  let source = '';
  let rank = '';
  for (const part of method.resourcePath.split('/').slice(1)) {
    const [, name, greedy] = PARAMETER.exec(part) ?? [];
    if (name !== undefined) names.push(name);
    source += `/${name === undefined ? literal(part) : greedy === '+' ? '(.+)' : '([^/]+)'}`;
    rank += name === undefined ? '0' : greedy === '+' ? '2' : '1';
  }
  rank += method.httpMethod === 'ANY' ? 'b' : 'a';
  return { method, pattern: new RegExp(`^${source}$`), names, rank };
}

const parametersOf = (names: readonly string[], found: RegExpExecArray): Match['pathParameters'] =>
  names.length === 0
    ? null
    : Object.fromEntries(names.map((name, at) => [name, found[at + 1] ?? '']));
