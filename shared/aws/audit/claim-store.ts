// What creating calls with an Idempotency-Key have made: written with the creation, forgotten after a day.
import { claimsTable } from '../../contracts/tables.ts';
import { type Clock, epochSeconds } from '../../kernel/clock.ts';
import { attributeItem } from '../dynamo/attribute-item.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { readStrongly } from '../dynamo/strong-read.ts';
import type { Write } from '../dynamo/transaction.ts';

const { partitionKey, ttlAttribute } = claimsTable;
const LIFETIME_SECONDS = 86_400;

/** Which call: its caller, operation, path and Idempotency-Key, hashed; and a keyed hash of its body. */
export type Claim = { readonly claimId: string; readonly bodyTag: string };

/** `created`: ids of what the call made. */
export type FoundClaim = Claim & { readonly created: readonly string[] };

export type ClaimWrites = {
  /** Goes along with a creation. Refused when the same call has been made within a day. */
  readonly take: (created: readonly string[]) => Write;
  /** Goes along with taking a creation back: the call may be made again. */
  readonly release: () => Write;
};

export function claimWrites(table: Table, claim: Claim, clock: Clock): ClaimWrites {
  const now = () => epochSeconds(clock);
  const item = (created: readonly string[], ttl: number) =>
    attributeItem({
      [partitionKey]: claim.claimId,
      bodyTag: claim.bodyTag,
      created,
      [ttlAttribute]: ttl,
    });
  return {
    take: (created) => ({
      Put: {
        TableName: table.name,
        Item: item(created, now() + LIFETIME_SECONDS),
        // The sweep may be days late.
        ConditionExpression: 'attribute_not_exists(#id) OR #ttl <= :now',
        ExpressionAttributeNames: { '#id': partitionKey, '#ttl': ttlAttribute },
        ExpressionAttributeValues: attributeItem({ ':now': now() }),
      },
    }),
    release: () => ({ Put: { TableName: table.name, Item: item([], now()) } }),
  };
}

/** Strongly consistent. Null: no such call within a day. */
export async function findClaim(
  table: Table,
  claimId: string,
  clock: Clock,
): Promise<FoundClaim | null> {
  const item = await readStrongly(table, { [partitionKey]: claimId });
  if (item === null || Number(item[ttlAttribute]) <= epochSeconds(clock)) return null;
  return { claimId, bodyTag: String(item['bodyTag']), created: item['created'] as string[] };
}
