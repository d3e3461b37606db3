// Lists of IP addresses and CIDR blocks, IPv4 and IPv6.
import { BlockList, isIP } from 'node:net';

/** True for an IPv4 or IPv6 address, or a CIDR block with a plain decimal prefix length. */
export function isIpOrCidr(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || address.includes('%')) return false;
  if (prefix === undefined) return true;
  return /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** True when an entry of the list covers the address. An IPv4-mapped IPv6 address counts as IPv4. */
export function ipListCovers(list: readonly string[], address: string): boolean {
  const plain =
    address.toLowerCase().startsWith('::ffff:') && isIP(address.slice(7)) === 4
      ? address.slice(7)
      : address;
  const family = isIP(plain);
  if (family === 0) return false;
  const block = new BlockList();
  for (const entry of list) {
    const [base = '', prefix] = entry.split('/');
    const type = isIP(base) === 4 ? 'ipv4' : 'ipv6';
    if (prefix === undefined) block.addAddress(base, type);
    else block.addSubnet(base, Number(prefix), type);
  }
  return block.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}
