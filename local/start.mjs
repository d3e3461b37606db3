// `npm start`: checks that this Node can run the project, then runs it.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `The local run needs Node 24 or newer, and this is Node ${process.versions.node}. Start it with "npm start": on Linux, "npm ci" has installed a Node 24 for that. Elsewhere install it from https://nodejs.org.`,
  );
  process.exit(1);
}
await import('./main.ts');
