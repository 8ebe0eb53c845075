// Starts Azurite's blob service for the local stack. It ends when its standard input ends, so that nothing is left
// running when the stack is killed, and keeps a journal, so that nothing accepted is lost when it is killed itself.
'use strict';
const { createRequire } = require('node:module');
const path = require('node:path');

const modules = createRequire(path.join(process.env.MEDREC_AZURITE_HOME, 'package.json'));
require('./journal.cjs').keep(modules('lokijs'));

// To find a request's operation Azurite compiles the same few dozen URL templates for every request: here each is compiled once.
const azurite = createRequire(modules.resolve('azurite/dist/src/blob/main.js'));
const compile = azurite('uri-templates');
const compiled = new Map();
require.cache[azurite.resolve('uri-templates')].exports = Object.assign((template) => {
  if (!compiled.has(template)) compiled.set(template, compile(template));
  return compiled.get(template);
}, compile);

// Ctrl-C on a terminal, and a service manager's stop, reach every process of the group. This one has to outlast intake and
// worker, so only its parent stops it: Azurite's own handlers are kept for that.
const shutdown = [];
const once = process.once.bind(process);
process.once = (event, listener) => {
  if (event !== 'SIGINT' && event !== 'SIGTERM') return once(event, listener);
  shutdown.push(listener);
  return process;
};
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

process.stdin.resume();
process.stdin.on('end', () => {
  if (shutdown.length > 0) shutdown[0]();
  setTimeout(() => process.exit(0), 3000).unref();
});

modules('azurite/dist/src/blob/main.js');
