// Azurite keeps its index of blobs in memory and writes all of it every 5 seconds: a killed process would forget blobs
// it had already accepted. Here every change is also appended to a journal beside the index file, which is replayed when the
// index is read and removed once an index that holds its changes has been written.
'use strict';
const fs = require('node:fs');

const journals = new Map();

function journalOf(filename) {
  if (!journals.has(filename)) journals.set(filename, fs.openSync(`${filename}.journal`, 'a'));
  return journals.get(filename);
}

function append(filename, collection, kind, documents) {
  const lines = [].concat(documents).map((document) =>
    JSON.stringify(kind === 'delete' ? [collection, document.$loki] : [collection, document.$loki, document]) + '\n');
  fs.writeSync(journalOf(filename), lines.join(''));
}

// The journal so far belongs to the index about to be written; what comes later belongs to the next one.
function rotate(filename) {
  if (journals.has(filename)) fs.closeSync(journals.get(filename));
  journals.delete(filename);
  if (!fs.existsSync(`${filename}.journal`)) return;
  fs.appendFileSync(`${filename}.journal-saving`, fs.readFileSync(`${filename}.journal`));
  fs.unlinkSync(`${filename}.journal`);
}

function replay(filename, text) {
  const database = JSON.parse(text);
  let changed = false;
  for (const file of [`${filename}.journal-saving`, `${filename}.journal`]) {
    if (!fs.existsSync(file)) continue;
    for (const line of fs.readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
      let change;
      try { change = JSON.parse(line); } catch { continue; } // torn by the kill: its writer never got an answer
      const collection = database.collections.find((one) => one.name === change[0]);
      if (!collection) continue;
      collection.byId ??= new Map(collection.data.map((document) => [document.$loki, document]));
      if (change.length === 2) collection.byId.delete(change[1]);
      else collection.byId.set(change[1], change[2]);
      collection.maxId = Math.max(collection.maxId, change[1]);
      changed = true;
    }
  }
  if (!changed) return text;
  for (const collection of database.collections.filter((one) => one.byId)) {
    collection.data = [...collection.byId.values()].sort((left, right) => left.$loki - right.$loki);
    delete collection.byId;
    delete collection.idIndex;
    for (const index of Object.values(collection.binaryIndices ?? {})) index.values = [];
  }
  return JSON.stringify(database);
}

exports.keep = function keep(Loki) {
  const adapter = Loki.LokiFsAdapter.prototype;
  const { saveDatabase, loadDatabase } = adapter;
  adapter.saveDatabase = function (filename, text, callback) {
    rotate(filename);
    saveDatabase.call(this, filename, text, (error) => {
      if (!error) fs.rmSync(`${filename}.journal-saving`, { force: true });
      callback(error);
    });
  };
  adapter.loadDatabase = function (filename, callback) {
    loadDatabase.call(this, filename, (text) => {
      try { callback(typeof text === 'string' && text.length > 0 ? replay(filename, text) : text); } catch (error) { callback(error); }
    });
  };

  const { addCollection, loadJSONObject } = Loki.prototype;
  Loki.prototype.loadJSONObject = function (...parameters) {
    loadJSONObject.apply(this, parameters);
    for (const collection of this.collections) collection.ensureAllIndexes(true);
  };
  Loki.prototype.addCollection = function (name, options) {
    const collection = addCollection.call(this, name, options);
    for (const kind of ['insert', 'update', 'delete']) collection.on(kind, (documents) => append(this.filename, name, kind, documents));
    return collection;
  };
};
