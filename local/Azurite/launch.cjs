// Starts Azurite's blob service for the local stack. It ends when its standard input ends, so that nothing is left
// running when the stack is killed, and keeps a journal, so that nothing accepted is lost when it is killed itself.
'use strict';
const { createRequire } = require('node:module');
const path = require('node:path');

const modules = createRequire(path.join(process.env.MEDREC_AZURITE_HOME, 'package.json'));
require('./journal.cjs').keep(modules('lokijs'));

process.stdin.resume();
process.stdin.on('end', () => {
  process.emit('SIGTERM');
  setTimeout(() => process.exit(0), 3000).unref();
});

modules('azurite/dist/src/blob/main.js');
