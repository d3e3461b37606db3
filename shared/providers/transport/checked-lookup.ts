// Name resolution that never leads to a private address: the answer that was checked is the one that is connected to.
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export type Resolve = typeof systemLookup;

/** For `net.connect`. Fails when a name has no public address; a name that has both kinds keeps the public ones. */
export const checkedLookup =
  (resolve: Resolve = systemLookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const allowed = addresses.filter(({ address }) => isPublicAddress(address));
      const [first] = allowed;
      if (first === undefined) return callback(new Error('the name has no public address'), '', 0);
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
    });
  };
