// What a DynamoDB call is about, for the conditions of roles: attributes by name, partition keys, returned values.
import type { CallContext } from '../iam/condition.ts';

type Input = Readonly<Record<string, unknown>>;

const ONE_ITEM = new Set(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']);
const EXPRESSIONS = ['UpdateExpression', 'ConditionExpression', 'ProjectionExpression'];
const NO_ATTRIBUTE =
  /^(SET|ADD|REMOVE|DELETE|AND|OR|NOT|BETWEEN|IN|attribute_(not_)?exists|attribute_type|begins_with|contains|size|if_not_exists|list_append)$/i;

/** Null for calls that conditions are not evaluated for here: a conditional permission does not cover them. */
export function contextOf(action: string, input: Input, partitionKey: string): CallContext | null {
  if (!ONE_ITEM.has(action)) return null;
  const item = (input['Item'] ?? input['Key'] ?? {}) as Record<string, { readonly S?: string }>;
  return {
    'dynamodb:Attributes': [...new Set([...Object.keys(item), ...namesInExpressions(input)])],
    'dynamodb:LeadingKeys': [item[partitionKey]?.S ?? ''],
    'dynamodb:ReturnValues': [String(input['ReturnValues'] ?? 'NONE')],
  };
}

function namesInExpressions(input: Input): string[] {
  const aliases = (input['ExpressionAttributeNames'] ?? {}) as Readonly<Record<string, string>>;
  const text = EXPRESSIONS.map((name) => String(input[name] ?? '')).join(' ');
  return [...text.matchAll(/[#:]?\w+/g)]
    .map(([word]) => word)
    .filter((word) => !/^[:\d]/.test(word) && !NO_ATTRIBUTE.test(word))
    .map((word) => aliases[word] ?? word);
}
