// Loaded before a command: Node.js 20 to 23 cannot read its TypeScript, and says so in words that do not help.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `This is Node.js ${process.versions.node}; the scripts need Node.js 24. Run npm ci, which installs it for this checkout, ` +
      'and start the command by npm: npm start, npm run compare.\n',
  );
  process.exit(1);
}
