// Says whether an IP address is on the public Internet. Source: the IANA special-purpose address registries.
import { BlockList, isIP } from 'node:net';

const notPublic4 = subnets('ipv4', [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local, with the cloud metadata service
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4',
]);

/** Global unicast. Everything else (mapped, NAT64, unique local, link-local, multicast) is outside of it. */
const global6 = subnets('ipv6', ['2000::/3']);
const notPublic6 = subnets('ipv6', [
  '2001::/23', // protocol assignments, with Teredo
  '2001:db8::/32',
  '2002::/16', // 6to4: any IPv4 address inside
  '3fff::/20',
]);

function subnets(family: 'ipv4' | 'ipv6', blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [address = '', prefix = ''] = block.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** False for anything that is not an address, too. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic4.check(address, 'ipv4');
    case 6:
      return global6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6');
    default:
      return false;
  }
}
