// Stands in for `node:http` in the bundles: an import statement of it also loads all of fetch, 25 ms and 5 MB of a cold start.
const http = process.getBuiltinModule('node:http');

// biome-ignore lint/style/noDefaultExport: the module that this stands in for has one.
export default http;
export const { Agent, createServer, request, STATUS_CODES } = http;
